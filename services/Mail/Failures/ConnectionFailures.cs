using System.Net.Sockets;

namespace HelpdeskMail.Mail.Failures;

/// <summary>Failures of the way to a server, before and beside anything it says.</summary>
internal static class ConnectionFailures
{
    public static MailFailure CannotResolve(string host) => new(
        MailFailureKind.CannotResolve,
        $"The host name {host} has no address.",
        "Check the server name for a typing error; if it is right, ask whoever runs the network here whether its name service works.",
        FailureMender.MailboxAdmin,
        IsTransient: true);

    public static MailFailure CannotConnect(string server, SocketException cause) => new(
        MailFailureKind.CannotConnect,
        cause.SocketErrorCode is SocketError.ConnectionRefused
            ? $"Nothing listens at {server}: the connection was refused."
            : $"No connection to {server}: {cause.Message}.",
        "Check server name and port; if they are right, a firewall is in the way or the server is down.",
        FailureMender.MailboxAdmin,
        IsTransient: true);

    public static MailFailure ConnectTimedOut(string server, TimeSpan limit) => new(
        MailFailureKind.TimedOut,
        $"{server} was not ready within {limit.TotalSeconds:0} s.",
        "Check server name, port and protection (a TLS port waits for ever when it is spoken to without TLS, and the other way round); otherwise a firewall swallows the connection.",
        FailureMender.MailboxAdmin,
        IsTransient: true);

    public static MailFailure Silent(string server, TimeSpan limit) => new(
        MailFailureKind.TimedOut,
        $"{server} did not answer within {limit.TotalSeconds:0} s.",
        "It is tried again by itself. If it happens often, the server is overloaded or the connection is bad.",
        FailureMender.Retry,
        IsTransient: true);

    public static MailFailure Closed(string server, string? words = null) => new(
        MailFailureKind.ServerClosed,
        $"{server} closed the connection.",
        "It is connected anew by itself.",
        FailureMender.Retry,
        IsTransient: true,
        words);

    public static MailFailure Violation(string server, string what, string? words = null) => new(
        MailFailureKind.ProtocolViolation,
        $"{server} broke the protocol: {what}.",
        "Check that the port is the right one for this protocol. If it is, the server has a defect: send this line and the protocol log to the developers.",
        FailureMender.Developer,
        IsTransient: false,
        words);

    public static MailFailure TlsNotOffered(string server) => new(
        MailFailureKind.TlsNotOffered,
        $"{server} does not offer STARTTLS.",
        "Choose TLS from the start with its own port (993, 995, 465) instead, or have STARTTLS switched on at the server. Nothing secret was sent.",
        FailureMender.MailboxAdmin,
        IsTransient: false);

    public static MailFailure TlsInjection(string server) => new(
        MailFailureKind.TlsInjection,
        $"{server}, or somebody on the way to it, sent words in the clear after agreeing to TLS and before the handshake.",
        "The connection was given up and nothing secret was sent. Choose TLS from the start with its own port; if it happens again, somebody on the network interferes.",
        FailureMender.ServerAdmin,
        IsTransient: false);

    public static MailFailure HandshakeFailed(string server, string reason) => new(
        MailFailureKind.TlsHandshakeFailed,
        $"The TLS handshake with {server} failed: {reason.TrimEnd('.')}.",
        "Check that port and protection fit together (993, 995, 465: TLS; 143, 110, 587: STARTTLS), and that the server has TLS 1.2 or newer.",
        FailureMender.MailboxAdmin,
        IsTransient: false);

    public static MailFailure PlaintextForbidden(string server) => new(
        MailFailureKind.PlaintextForbidden,
        $"Signing in at {server} would show the password or token to everybody on the way.",
        "Choose STARTTLS or TLS. Only if this network is trusted: allow signing in without TLS for this host.",
        FailureMender.MailboxAdmin,
        IsTransient: false);

    public static MailFailure NoCommonMechanism(string server, string wanted, IEnumerable<string> offered) => new(
        MailFailureKind.NoCommonMechanism,
        $"{server} offers no way to sign in with {wanted}; it offers {(string.Join(", ", offered) is { Length: > 0 } list ? list : "none")}.",
        "Choose another way to sign in for this mailbox, or have the server's administrator switch one on. Some servers offer sign-in only after STARTTLS.",
        FailureMender.MailboxAdmin,
        IsTransient: false);

    public static MailFailure NotSupported(string server, string what) => new(
        MailFailureKind.NotSupported,
        $"{server} does not support {what}.",
        "Choose another server or do without it.",
        FailureMender.MailboxAdmin,
        IsTransient: false);
}
