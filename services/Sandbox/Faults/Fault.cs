using System.Text.Json.Serialization;

namespace HelpdeskMail.Sandbox.Faults;

/// <summary>
/// Something the Sandbox does wrong on request. A new kind is a record here, its name below, and one <see cref="FaultBoard.TakeAsync{T}"/>
/// where it happens.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(TokenLifetimeFault), "token-lifetime")]
[JsonDerivedType(typeof(RefuseSignInFault), "refuse-sign-in")]
[JsonDerivedType(typeof(AnswerSignInFault), "answer-sign-in")]
[JsonDerivedType(typeof(RefuseMailSignInFault), "refuse-mail-sign-in")]
[JsonDerivedType(typeof(AnswerMailFault), "answer-mail")]
[JsonDerivedType(typeof(DropConnectionFault), "drop-connection")]
[JsonDerivedType(typeof(ThrottleFault), "throttle")]
[JsonDerivedType(typeof(DelayFault), "delay")]
[JsonDerivedType(typeof(RefuseRecipientFault), "refuse-recipient")]
[JsonDerivedType(typeof(RefuseMessageFault), "refuse-message")]
[JsonDerivedType(typeof(DropAtEndOfDataFault), "drop-at-end-of-data")]
[JsonDerivedType(typeof(RewriteMessageIdFault), "rewrite-message-id")]
[JsonDerivedType(typeof(EstimateSizesFault), "estimate-sizes")]
[JsonDerivedType(typeof(LimitConcurrencyFault), "limit-concurrency")]
[JsonDerivedType(typeof(RefuseGraphFault), "refuse-graph")]
public abstract record Fault;

/// <summary>Tokens live this long.</summary>
/// <param name="Seconds">At least 1.</param>
/// <param name="ClientId">Only this application's; null: everybody's.</param>
/// <param name="Token">Which ones: <c>access</c>, <c>refresh</c>, <c>code</c>, <c>device-code</c>, or Graph's <c>subscription</c>.</param>
public sealed record TokenLifetimeFault(int Seconds, Guid? ClientId = null, string Token = "access") : Fault
{
    public bool Concerns(string token, Guid clientId) => token == Token && (ClientId is null || ClientId == clientId);
}

/// <summary>The identity provider refuses with this AADSTS number.</summary>
/// <param name="Code">Number after AADSTS.</param>
/// <param name="ClientId">Only this application; null: each.</param>
/// <param name="User">Only this person, in every flow that has one; null: the application itself, at the token endpoint.</param>
/// <param name="Endpoint"><c>authorize</c>, <c>token</c> or <c>devicecode</c>; null: wherever it fits.</param>
/// <param name="Grant">Only this <c>grant_type</c>, such as <c>refresh_token</c>; null: each.</param>
public sealed record RefuseSignInFault(int Code, Guid? ClientId = null, string? User = null, string? Endpoint = null, string? Grant = null) : Fault
{
    /// <summary>Whether it strikes a person.</summary>
    public bool Concerns(Guid clientId, string user, string endpoint) =>
        User is not null && Concerns(clientId) && Scope.Matches(User, user) && (Endpoint is null || Endpoint == endpoint);

    /// <summary>Whether it strikes the application itself. At the authorize endpoint only where that is said.</summary>
    public bool Concerns(Guid clientId, string endpoint, string? grant, bool application) =>
        application && User is null && Concerns(clientId) && endpoint == (Endpoint ?? "token") && (Grant is null || Grant == grant);

    private bool Concerns(Guid clientId) => ClientId is null || ClientId == clientId;
}

/// <summary>The token endpoint gives this answer, whatever was asked.</summary>
/// <param name="Status">HTTP status, such as 503.</param>
/// <param name="Body">The body as it is; null: none.</param>
/// <param name="ContentType">Of the body.</param>
/// <param name="RetryAfter">Seconds for <c>Retry-After</c>; null: no such header.</param>
/// <param name="ClientId">Only to this application; null: to each.</param>
/// <param name="Grant">Only to this <c>grant_type</c>; null: to each.</param>
public sealed record AnswerSignInFault(int Status, string? Body = null, string ContentType = "application/json", int? RetryAfter = null, string? ClientId = null, string? Grant = null) : Fault
{
    public bool Concerns(string? clientId, string? grant) => Scope.Matches(ClientId, clientId) && Scope.Matches(Grant, grant);
}

/// <summary>A mail server refuses the sign-in, whatever the token.</summary>
/// <param name="Protocol"><c>imap</c>, <c>pop3</c>, <c>smtp</c>; null: each.</param>
/// <param name="Mailbox">Only this one; null: each.</param>
/// <param name="Answer">The answer without tag, such as <c>535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox</c>; null: the protocol's usual one.</param>
public sealed record RefuseMailSignInFault(string? Protocol = null, string? Mailbox = null, string? Answer = null) : Fault
{
    public bool Concerns(string protocol, string mailbox) => Scope.Matches(Protocol, protocol) && Scope.Matches(Mailbox, mailbox);
}

/// <summary>A mail server answers a command with these words instead of doing it.</summary>
/// <param name="Protocol"><c>imap</c>, <c>pop3</c> or <c>smtp</c>.</param>
/// <param name="Answer">The answer, lines parted by LF. Of IMAP's a line that begins with <c>*</c> goes as it is, any other with the command's tag.</param>
/// <param name="Command">The command, such as <c>SELECT</c> or <c>UID FETCH</c>; <see cref="Greeting"/>: instead of the greeting; null: the first one after sign-in.</param>
/// <param name="Mailbox">Only this one; null: each.</param>
/// <param name="Closes">Whether the connection ends with it.</param>
public sealed record AnswerMailFault(string Protocol, string Answer, string? Command = null, string? Mailbox = null, bool Closes = false) : Fault
{
    public const string Greeting = "GREETING";

    /// <summary>Whether it strikes a command; <paramref name="mailbox"/> is null before sign-in.</summary>
    public bool Concerns(string protocol, string command, string? mailbox) =>
        Protocol == protocol && (Command is null ? mailbox is not null : Command.Equals(command, StringComparison.OrdinalIgnoreCase)) && (Mailbox is null || Scope.Matches(Mailbox, mailbox));

    public IEnumerable<string> Lines => Answer.Split('\n').Select(line => line.TrimEnd('\r'));
}

/// <summary>The connection ends without a word.</summary>
/// <param name="Protocol"><c>imap</c>, <c>pop3</c>, <c>smtp</c>; null: each.</param>
/// <param name="AfterCommands">When this many commands were answered.</param>
/// <param name="AfterBytes">When this many bytes were sent to the client, in the middle of whatever it is.</param>
public sealed record DropConnectionFault(string? Protocol = null, int? AfterCommands = null, long? AfterBytes = null) : Fault
{
    public bool Concerns(string protocol) => Scope.Matches(Protocol, protocol);
}

/// <summary>Exchange's throttling answer to the first command after sign-in, then BYE.</summary>
/// <param name="Protocol"><c>imap</c>, <c>pop3</c>, <c>smtp</c>; null: each.</param>
/// <param name="Mailbox">Only this one; null: each.</param>
/// <param name="BackoffMilliseconds">The back-off time it suggests.</param>
public sealed record ThrottleFault(string? Protocol = null, string? Mailbox = null, int BackoffMilliseconds = 299961) : Fault
{
    public bool Concerns(string protocol, string? mailbox) => Scope.Matches(Protocol, protocol) && Scope.Matches(Mailbox, mailbox);
}

/// <summary>Each command waits before it is answered.</summary>
/// <param name="Milliseconds">How long.</param>
/// <param name="Protocol"><c>imap</c>, <c>pop3</c>, <c>smtp</c>, <c>graph</c>; null: each of the first three.</param>
public sealed record DelayFault(int Milliseconds, string? Protocol = null) : Fault
{
    public bool Concerns(string protocol) => Scope.Matches(Protocol, protocol);
}

/// <summary>RCPT is refused.</summary>
/// <param name="Recipient">Address; <c>*</c> stands for any characters.</param>
/// <param name="Answer">For example <c>450 4.2.1 The mailbox is busy</c> or <c>550 5.1.1 No such user</c>.</param>
public sealed record RefuseRecipientFault(string Recipient, string Answer) : Fault;

/// <summary>The message is refused at its end.</summary>
/// <param name="Answer">For example <c>452 4.3.1 Insufficient system resources</c>.</param>
/// <param name="Mailbox">Only from this one; null: each.</param>
public sealed record RefuseMessageFault(string Answer, string? Mailbox = null) : Fault;

/// <summary>The connection ends at the final dot, where the client cannot know what became of its message.</summary>
/// <param name="Delivered">Whether the message was delivered (and filed in Sent Items) before.</param>
/// <param name="Mailbox">Only from this one; null: each.</param>
public sealed record DropAtEndOfDataFault(bool Delivered, string? Mailbox = null) : Fault;

/// <summary>The Message-ID is replaced, the original kept in <c>X-Microsoft-Original-Message-ID</c>, as outlook.com does.</summary>
/// <param name="Mailbox">Only from this one; null: each.</param>
public sealed record RewriteMessageIdFault(string? Mailbox = null) : Fault;

/// <summary>Graph refuses, the token being good.</summary>
/// <param name="Status">HTTP status, such as 429.</param>
/// <param name="Code">Graph's error code, such as <c>ApplicationThrottled</c>.</param>
/// <param name="Message">The sentence.</param>
/// <param name="RetryAfter">Seconds for <c>Retry-After</c>; null: no such header.</param>
/// <param name="Claims">JSON of a claims challenge, sent with 401.</param>
/// <param name="Method">Only this HTTP method; null: each.</param>
/// <param name="Path">Only paths of this form, such as <c>*/sendMail</c>; <c>*</c> stands for any characters; null: each.</param>
/// <param name="Mailbox">Only requests that name this mailbox (<c>me</c> for <c>/me</c>); null: each.</param>
public sealed record RefuseGraphFault(
    int Status, string Code, string Message = "", int? RetryAfter = null, string? Claims = null, string? Method = null, string? Path = null, string? Mailbox = null) : Fault
{
    public bool Concerns(string method, string? path, string mailbox) => Scope.Matches(Method, method) && Scope.Matches(Path, path) && Scope.Matches(Mailbox, mailbox);
}

/// <summary>IMAP and POP3 tell estimated sizes for a session, as Exchange does unless EnableExactRFC822Size is set.</summary>
/// <param name="Protocol"><c>imap</c>, <c>pop3</c>; null: each.</param>
/// <param name="Mailbox">Only this one; null: each.</param>
public sealed record EstimateSizesFault(string? Protocol = null, string? Mailbox = null) : Fault
{
    public bool Concerns(string protocol, string mailbox) => Scope.Matches(Protocol, protocol) && Scope.Matches(Mailbox, mailbox);

    /// <summary>A size near the true one.</summary>
    public static int Estimate(int size) => size + (size / 32) + 37;
}

/// <summary>More than so many at once are turned away: connections of SMTP that want to send, or requests of one application to Graph, each for one mailbox.</summary>
/// <param name="Protocol"><c>smtp</c> (Exchange Online takes 3) or <c>graph</c> (4).</param>
/// <param name="Most">How many are let in.</param>
/// <param name="Mailbox">Only this one; null: each by itself.</param>
public sealed record LimitConcurrencyFault(string Protocol, int Most, string? Mailbox = null) : Fault
{
    public bool Concerns(string protocol, string mailbox, int present) => Protocol == protocol && present > Most && Scope.Matches(Mailbox, mailbox);
}
