using System.Text;

namespace HelpdeskMail.Mail.Failures;

/// <summary>Why mail could not be read or sent, for the one who can mend it.</summary>
/// <param name="Kind">What kind of failure.</param>
/// <param name="What">What happened, one sentence.</param>
/// <param name="Remedy">Who does what now, one or two sentences.</param>
/// <param name="Mender">Who can mend it.</param>
/// <param name="IsTransient">Whether the same call may succeed later without anybody's doing.</param>
/// <param name="ServerAnswer">The server's own words, secrets removed; null when no server answered.</param>
/// <param name="RetryAfter">The pause the server asked for; null when it named none.</param>
public sealed record MailFailure(
    MailFailureKind Kind,
    string What,
    string Remedy,
    FailureMender Mender,
    bool IsTransient,
    string? ServerAnswer = null,
    TimeSpan? RetryAfter = null)
{
    /// <summary>The claims, as JSON, that the next access token has to be asked for with; set with <see cref="MailFailureKind.ClaimsChallenge"/> alone.</summary>
    public string? Claims { get; init; }

    /// <summary>Stable and searchable: the kind in lower case with underscores, <c>certificate_wrong_host</c>.</summary>
    public string Code => ToCode(Kind);

    /// <summary>What happened, the server's words, and what to do.</summary>
    public override string ToString() => ServerAnswer is null ? $"{What} {Remedy}" : $"{What} The server said: {ServerAnswer} {Remedy}";

    private static string ToCode(MailFailureKind kind)
    {
        var code = new StringBuilder();
        foreach (var letter in kind.ToString())
        {
            if (char.IsUpper(letter) && code.Length > 0)
            {
                code.Append('_');
            }

            code.Append(char.ToLowerInvariant(letter));
        }

        return code.ToString();
    }
}
