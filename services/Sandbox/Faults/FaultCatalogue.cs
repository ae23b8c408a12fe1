using HelpdeskMail.Sandbox.SignIn;

namespace HelpdeskMail.Sandbox.Faults;

/// <summary>Every fault by name: the refusals of Entra, the mail servers and Graph in the words they use, and what goes wrong without a word.</summary>
public static class FaultCatalogue
{
    private const string TokenEndpoint = "token endpoint";
    private const string Html = "<html><head><title>503 Service Unavailable</title></head><body><h1>Service Unavailable</h1></body></html>";

    public static readonly IReadOnlyList<CatalogueEntry> All =
    [
        .. EntraCatalogue.All.Select(Entra),
        Token("token-throttled", "429", new AnswerSignInFault(429, """{"error":"temporarily_unavailable","error_description":"Too many requests."}""", RetryAfter: 20), "429 with Retry-After: 20"),
        Token("token-unavailable", "503", new AnswerSignInFault(503, Html, "text/html", RetryAfter: 5), "503 with a page of HTML and Retry-After: 5"),
        Token("token-server-error", "500", new AnswerSignInFault(500, """{"error":"server_error","error_description":"An unexpected error occurred."}"""), "500 server_error"),
        Token("token-slow-down", "400", new AnswerSignInFault(400, """{"error":"slow_down","error_description":"The device asks too often."}"""), "slow_down to a device that asks too often"),
        Token("token-error-with-200", "200", new AnswerSignInFault(200, """{"error":"invalid_grant","error_description":"An error that says that all is well."}"""), "an error with status 200, as some servers give it"),
        Token("token-not-json", "200", new AnswerSignInFault(200, "access_token=x&expires_in=3600", "application/x-www-form-urlencoded"), "an answer that is no JSON"),
        Token("token-without-token", "200", new AnswerSignInFault(200, """{"token_type":"Bearer","expires_in":3600}"""), "an answer without an access token"),
        Token("token-empty", "200", new AnswerSignInFault(200, ""), "an empty answer"),
        .. MailAnswers.Imap,
        .. MailAnswers.Pop3,
        .. MailAnswers.Smtp,
        .. GraphAnswers.All,
        Behaviour("access-token-30-s", "Access tokens live 30 seconds", TokenEndpoint, new TokenLifetimeFault(30)),
        Behaviour("refresh-token-60-s", "Refresh tokens live 60 seconds", TokenEndpoint, new TokenLifetimeFault(60, Token: "refresh")),
        Behaviour("code-1-s", "Authorization codes live one second", "authorize endpoint", new TokenLifetimeFault(1, Token: "code")),
        Behaviour("device-code-30-s", "Device codes live 30 seconds", "devicecode endpoint", new TokenLifetimeFault(30, Token: "device-code")),
        Behaviour("imap-drops-in-answer", "IMAP drops the connection in the middle of an answer", "IMAP", new DropConnectionFault("imap", AfterBytes: 4000)),
        Behaviour("imap-drops-after-command", "IMAP drops the connection after the fourth command", "IMAP", new DropConnectionFault("imap", AfterCommands: 4)),
        Behaviour("pop3-drops-in-answer", "POP3 drops the connection in the middle of an answer", "POP3", new DropConnectionFault("pop3", AfterBytes: 2000)),
        Behaviour("estimated-sizes", "RFC822.SIZE and LIST tell estimates", "IMAP, POP3", new EstimateSizesFault()),
        Behaviour("smtp-drops-at-dot-delivered", "SMTP delivers and falls silent at the final dot", "end of the message", new DropAtEndOfDataFault(true)),
        Behaviour("smtp-drops-at-dot", "SMTP drops the connection at the final dot and delivers nothing", "end of the message", new DropAtEndOfDataFault(false)),
        Behaviour("smtp-waits", "Every SMTP command waits two seconds", "SMTP", new DelayFault(2000, "smtp")),
        Behaviour("graph-waits", "Every request to Graph waits two seconds", "Graph", new DelayFault(2000, "graph")),
        Behaviour("smtp-three-connections", "A mailbox sends over three connections at once and no more", "MAIL", new LimitConcurrencyFault("smtp", 3)),
        Behaviour("graph-four-requests", "An application has four requests to a mailbox at once and no more", "Graph", new LimitConcurrencyFault("graph", 4)),
        Behaviour("rewrite-message-id", "The Message-ID is rewritten, the original kept in X-Microsoft-Original-Message-ID", "sending, by SMTP and Graph", new RewriteMessageIdFault()),
    ];

    private static readonly Dictionary<string, CatalogueEntry> ById = All.ToDictionary(entry => entry.Id, StringComparer.Ordinal);

    public static CatalogueEntry? Find(string id) => ById.GetValueOrDefault(id);

    private static CatalogueEntry Entra(EntraError error) => new(
        $"aadsts{error.Code}", "sign-in", $"AADSTS{error.Code}", error.Message,
        error.OwnPage ? $"{TokenEndpoint}; with \"endpoint\":\"authorize\" the provider's own page" : $"{TokenEndpoint}; with \"endpoint\":\"authorize\" the callback",
        new RefuseSignInFault(error.Code));

    private static CatalogueEntry Token(string id, string code, AnswerSignInFault fault, string words) => new(id, "sign-in", code, words, TokenEndpoint, fault);

    private static CatalogueEntry Behaviour(string id, string words, string where, Fault fault) => new(id, "behaviour", "", words, where, fault);
}
