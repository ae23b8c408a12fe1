using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Mail.Failures;
using Npgsql;

namespace HelpdeskMail.Fetch.Observing;

/// <summary>Why work at a mailbox stopped, in words for an admin.</summary>
/// <param name="Code">Searchable code.</param>
/// <param name="What">What happened.</param>
/// <param name="Remedy">What to do.</param>
/// <param name="ServerAnswer">The server's words; null when none answered.</param>
/// <param name="IsTransient">Whether time alone may mend it.</param>
/// <param name="RetryAfter">The pause the server asked for.</param>
internal sealed record Interruption(string Code, string What, string Remedy, string? ServerAnswer, bool IsTransient, TimeSpan? RetryAfter)
{
    /// <summary>Explains what was thrown.</summary>
    public static Interruption Of(Exception exception) => exception switch
    {
        MailFailureException { Failure: var failure } =>
            new Interruption(failure.Code, failure.What, failure.Remedy, failure.ServerAnswer is { } words ? StorableText.Of(words) : null, failure.IsTransient, failure.RetryAfter),
        MailboxTroubleException trouble =>
            new Interruption(trouble.Code, trouble.Message, trouble.Remedy, trouble.ServerAnswer is { } words ? StorableText.Of(words) : null, trouble.IsTransient, trouble.RetryAfter),
        NpgsqlException =>
            new Interruption("database_unavailable", "The database does not answer as it should.", "Mail stays in the mailbox and is fetched when the database is back; see the health page.", null, IsTransient: true, null),
        _ => new Interruption("internal_error", "Fetching stopped at an error of the program.", "It is tried again by itself. If it stays, send the log of the Fetch service around this time to its makers.", null, IsTransient: true, null),
    };

    /// <summary>As others are told of it.</summary>
    /// <param name="retryAt">When it is tried again; left out where a person has to act first.</param>
    public MailboxProblem ToProblem(DateTimeOffset retryAt) => new(Code, What, Remedy, ServerAnswer, IsTransient || RetryAfter is not null ? retryAt : null);
}
