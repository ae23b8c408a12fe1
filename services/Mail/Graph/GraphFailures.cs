using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using HelpdeskMail.Mail.Failures;

namespace HelpdeskMail.Mail.Graph;

/// <summary>What Graph's refusals mean: its error codes first, then the HTTP status.</summary>
internal static partial class GraphFailures
{
    private const int LongestAnswer = 16 * 1024;

    public static async Task<MailFailure> ReadAsync(string server, HttpResponseMessage response, TimeProvider time, CancellationToken cancellationToken)
    {
        var body = await ReadBodyAsync(response, cancellationToken);
        var (code, message) = Error(body);
        var words = $"{(int)response.StatusCode} {(code.Length > 0 ? code : response.ReasonPhrase)} {message}".Trim();
        return Understand(server, response, code) with { ServerAnswer = words, RetryAfter = RetryAfter(response, time) };
    }

    private static MailFailure Understand(string server, HttpResponseMessage response, string code) => (code, response.StatusCode) switch
    {
        (_, HttpStatusCode.Unauthorized) when Claims(response) is { } claims => ClaimsChallenge(server, claims),
        (_, HttpStatusCode.Unauthorized) => MailFailures.AccessTokenRefused(server),
        ("ErrorSendAsDenied", _) => MailFailures.SendAsDenied(server),
        ("MailboxNotEnabledForRESTAPI" or "ErrorInvalidUser" or "ErrorNonExistentMailbox" or "Request_ResourceNotFound", _) => MailFailures.MailboxNotConnected(server) with { IsTransient = false },
        ("ErrorAccessDenied" or "Authorization_RequestDenied", _) or (_, HttpStatusCode.Forbidden) => PermissionMissing(server),
        ("ErrorQuotaExceeded", _) => MailFailures.MailboxFull(server),
        ("ErrorMessageSizeExceeded", _) or (_, HttpStatusCode.RequestEntityTooLarge) => MailFailures.MessageTooLarge(server),
        ("ErrorExceededMessageLimit" or "ErrorMessageLimitExceeded", _) => MailFailures.SendingLimitReached(server),
        ("ErrorFolderNotFound" or "ErrorItemNotFound", _) or (_, HttpStatusCode.NotFound) => MailFailures.FolderMissing(server),
        (_, HttpStatusCode.Gone) => MailFailures.FolderChanged(server),
        ("ApplicationThrottled" or "TooManyRequests", _) or (_, HttpStatusCode.TooManyRequests) => MailFailures.Throttled(server),
        (_, >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout) => MailFailures.ServerUnavailable(server),
        _ => MailFailures.Refused(server, AnswerContext.Command),
    };

    private static MailFailure ClaimsChallenge(string server, string claims) => new(
        MailFailureKind.ClaimsChallenge,
        $"{server} wants a new access token that answers its challenge: something about the account or its policies has changed.",
        "A token with these claims is asked for by itself. If that fails, sign in to the mailbox again.",
        FailureMender.Retry,
        IsTransient: true)
    { Claims = claims };

    private static MailFailure PermissionMissing(string server) => new(
        MailFailureKind.PermissionMissing,
        $"{server} does not let this access token do that with this mailbox.",
        "Check that the application has Mail.ReadWrite (reading) and Mail.Send (sending) and that an administrator has consented; for somebody else's mailbox the .Shared permissions and full access are needed; an application access policy may leave this mailbox out.",
        FailureMender.MailboxAdmin,
        IsTransient: false);

    // WWW-Authenticate: Bearer realm="", error="insufficient_claims", claims="eyJhY2Nlc3NfdG9rZW4iOnsi…" (base64, at times without its padding)
    private static string? Claims(HttpResponseMessage response)
    {
        var match = ClaimsParameter().Match(string.Join(", ", response.Headers.WwwAuthenticate.Select(header => header.Parameter)));
        if (!match.Success)
        {
            return null;
        }

        var value = match.Groups["claims"].Value.TrimEnd('=').Replace('-', '+').Replace('_', '/');
        var bytes = new byte[value.Length];
        return Convert.TryFromBase64String(value.PadRight((value.Length + 3) / 4 * 4, '='), bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : match.Groups["claims"].Value;
    }

    // A moment is reckoned from the server's own clock where it tells the time: ours may be another.
    private static TimeSpan? RetryAfter(HttpResponseMessage response, TimeProvider time)
    {
        var pause = response.Headers.RetryAfter is not { } header ? null : header.Delta ?? header.Date - (response.Headers.Date ?? time.GetUtcNow());
        return pause is { } value && value < TimeSpan.Zero ? TimeSpan.Zero : pause;
    }

    private static (string Code, string Message) Error(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.TryGetProperty("error", out var error) && error.ValueKind is JsonValueKind.Object
                ? (error.Text("code") ?? "", error.Text("message") ?? "")
                : ("", "");
        }
        catch (JsonException)
        {
            // A proxy's page; the status has to do.
            return ("", "");
        }
    }

    private static async Task<byte[]> ReadBodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            var body = new byte[LongestAnswer];
            return body[..await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellationToken)];
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            return [];
        }
    }

    [GeneratedRegex("claims=\"(?<claims>[A-Za-z0-9+/=_-]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex ClaimsParameter();
}
