using System.Globalization;
using System.Text.RegularExpressions;

namespace HelpdeskMail.Mail.Failures;

/// <summary>
/// Finds out what a server's no means. Known words of known servers come first (codes alone do not tell: Exchange's 535 5.7.139 has five causes with five cures); then response codes
/// (RFC 5530, 3206), then reply codes with their class, then the moment it was said.
/// </summary>
internal static partial class ServerAnswers
{
    /// <summary>The failure a server's words stand for.</summary>
    /// <param name="server">Host and port, for the sentence.</param>
    /// <param name="words">The whole answer as the server gave it, secrets removed.</param>
    /// <param name="context">What it answers.</param>
    /// <param name="code">Reply code of SMTP; 0 for other protocols.</param>
    /// <param name="responseCode">Response code of IMAP or POP3 in capitals (<c>AUTHENTICATIONFAILED</c>, <c>SYS/TEMP</c>); null for none.</param>
    public static MailFailure Understand(string server, string words, AnswerContext context, int code = 0, string? responseCode = null)
    {
        var failure = KnownWords.Find(server, words, context, code)
            ?? ByResponseCode(server, responseCode, context)
            ?? (code > 0 ? ByReplyCode(server, code, words, context) : null)
            ?? ByContext(server, words, context);
        return failure with { ServerAnswer = words, RetryAfter = failure.RetryAfter ?? BackOff(words) };
    }

    /// <summary>The pause Exchange suggests: «Suggested Backoff Time: 299961 milliseconds».</summary>
    public static TimeSpan? BackOff(string words)
    {
        var match = BackOffTime().Match(words);
        return match.Success && long.TryParse(match.Groups["ms"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds <= TimeSpan.FromDays(1).TotalMilliseconds
            ? TimeSpan.FromMilliseconds(milliseconds)
            : null;
    }

    private static MailFailure? ByResponseCode(string server, string? code, AnswerContext context) => code switch
    {
        "AUTHENTICATIONFAILED" or "AUTH" => SignInRefused(server, context),
        "AUTHORIZATIONFAILED" => MailFailures.MailboxNotConnected(server),
        "EXPIRED" => context is AnswerContext.TokenSignIn ? MailFailures.AccessTokenExpired(server) : SignInRefused(server, context),
        "PRIVACYREQUIRED" => ConnectionFailures.PlaintextForbidden(server),
        "WEBALERT" => MailFailures.WebSignInRequired(server),
        "UNAVAILABLE" or "INUSE" or "SERVERBUG" or "SYS/TEMP" => MailFailures.ServerUnavailable(server),
        "IN-USE" => MailFailures.MailboxInUse(server),
        "LOGIN-DELAY" => MailFailures.Throttled(server),
        "SYS/PERM" or "CONTACTADMIN" or "CORRUPTION" => MailFailures.Refused(server, context),
        "LIMIT" => context is AnswerContext.Command ? MailFailures.Throttled(server) : MailFailures.TooManyConnections(server),
        "OVERQUOTA" => MailFailures.MailboxFull(server),
        "TOOBIG" => MailFailures.MessageTooLarge(server),
        "NONEXISTENT" or "TRYCREATE" => MailFailures.FolderMissing(server),
        _ => null,
    };

    private static MailFailure? ByReplyCode(string server, int code, string words, AnswerContext context) => (code, context) switch
    {
        (421, _) or (>= 200 and < 400, AnswerContext.Connection) => MailFailures.ServerUnavailable(server),
        (454, AnswerContext.PasswordSignIn or AnswerContext.TokenSignIn) => MailFailures.ServerUnavailable(server),
        (530, _) when words.Contains("STARTTLS", StringComparison.OrdinalIgnoreCase) => ConnectionFailures.PlaintextForbidden(server),
        (530, _) => MailFailures.NotSignedIn(server),
        // RFC 4954 section 6: the mechanism needs TLS; it is too weak for this account; the server does not know it after all, or has it switched off.
        (538, AnswerContext.PasswordSignIn or AnswerContext.TokenSignIn) => ConnectionFailures.PlaintextForbidden(server),
        (534, AnswerContext.PasswordSignIn) => MailFailures.PasswordsNoLongerTaken(server),
        (500 or 502 or 503 or 504, AnswerContext.PasswordSignIn or AnswerContext.TokenSignIn) => MailFailures.Refused(server, context),
        (534 or 535, AnswerContext.PasswordSignIn or AnswerContext.TokenSignIn) => SignInRefused(server, context),
        (535, _) => MailFailures.NotSignedIn(server),
        // «552 5.2.2 mailbox size limit exceeded» (RFC 3463 section 3.3) is about room and not about the message.
        (552, AnswerContext.Recipient) when words.Contains(" 5.2.2 ", StringComparison.Ordinal) => MailFailures.MessageRefused(server, context, transient: false),
        (552, _) when words.Contains(" 5.2.2 ", StringComparison.Ordinal) => MailFailures.MailboxFull(server),
        (552, _) when words.Contains("5.3.4", StringComparison.Ordinal) || words.Contains("size", StringComparison.OrdinalIgnoreCase) => MailFailures.MessageTooLarge(server),
        // OpenSMTPD says it with 500 and 554.
        (>= 500, AnswerContext.Sender or AnswerContext.Message) when words.Contains(" 5.3.4 ", StringComparison.Ordinal) || words.Contains(" 5.2.3 ", StringComparison.Ordinal) || words.Contains("too big", StringComparison.OrdinalIgnoreCase) => MailFailures.MessageTooLarge(server),
        (552, AnswerContext.Sender or AnswerContext.Message) => MailFailures.MessageTooLarge(server),
        ( >= 400 and < 500, AnswerContext.PasswordSignIn or AnswerContext.TokenSignIn or AnswerContext.Connection or AnswerContext.Command) => MailFailures.ServerUnavailable(server),
        ( >= 400 and < 500, _) => MailFailures.MessageRefused(server, context, transient: true),
        (_, AnswerContext.Connection) => words.Contains("too many", StringComparison.OrdinalIgnoreCase) ? MailFailures.TooManyConnections(server) : MailFailures.Refused(server, context),
        (_, AnswerContext.Recipient or AnswerContext.Sender or AnswerContext.Message) => MailFailures.MessageRefused(server, context, transient: false),
        _ => null,
    };

    private static MailFailure ByContext(string server, string words, AnswerContext context) => context switch
    {
        AnswerContext.PasswordSignIn or AnswerContext.TokenSignIn => SignInRefused(server, context),
        AnswerContext.Connection => words.Contains("too many", StringComparison.OrdinalIgnoreCase) ? MailFailures.TooManyConnections(server) : ConnectionFailures.Closed(server),
        _ => MailFailures.Refused(server, context),
    };

    private static MailFailure SignInRefused(string server, AnswerContext context) =>
        context is AnswerContext.TokenSignIn ? MailFailures.AccessTokenRefused(server) : MailFailures.PasswordRefused(server);

    [GeneratedRegex(@"Backoff Time:?\s*(?<ms>\d{1,10})\s*milliseconds", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex BackOffTime();
}
