using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Imap;
using HelpdeskMail.Mail.Pop3;
using HelpdeskMail.Mail.Sasl;
using HelpdeskMail.Mail.Smtp;

namespace HelpdeskMail.Mail.Examining;

/// <summary>Goes to a server as far as one can without anything to sign in with: connection, greeting, TLS.</summary>
public static class ServerReach
{
    /// <summary>Connects, protects the connection, hears what the server offers, and leaves.</summary>
    /// <param name="server">Where.</param>
    /// <param name="language">What it should speak.</param>
    /// <param name="log">Takes the conversation down.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The SASL mechanisms it offers once the connection is protected.</returns>
    /// <exception cref="MailFailureException">It did not come to that.</exception>
    public static async Task<IReadOnlyCollection<string>> TryAsync(MailServer server, MailLanguage language, IProtocolLog log, TimeProvider time, CancellationToken cancellationToken)
    {
        await using var wire = await Wire.ConnectAsync(server, null, log, time, cancellationToken);
        return language switch
        {
            MailLanguage.Imap => await ImapAsync(wire, cancellationToken),
            MailLanguage.Pop3 => await Pop3Async(wire, cancellationToken),
            _ => await SmtpAsync(wire, cancellationToken),
        };
    }

    private static async Task<IReadOnlyCollection<string>> ImapAsync(Wire wire, CancellationToken cancellationToken)
    {
        var session = new ImapSession(wire, new SecretWords(null));
        await session.GreetAsync(cancellationToken);
        await ImapStart.ProtectAsync(session, null, cancellationToken);
        var offered = (await session.CapabilitiesAsync(cancellationToken)).Mechanisms;
        session.State = ImapState.Logout;
        await LeaveAsync(async () => await session.RunAsync(new ImapCommand("LOGOUT"), cancellationToken: cancellationToken));
        return offered;
    }

    private static async Task<IReadOnlyCollection<string>> Pop3Async(Wire wire, CancellationToken cancellationToken)
    {
        var session = new Pop3Session(wire, new SecretWords(null));
        await session.GreetAsync(cancellationToken);
        if (wire.Server.Protection is ConnectionProtection.StartTls)
        {
            await session.ProtectAsync(null, cancellationToken);
        }
        else
        {
            await session.AskCapabilitiesAsync(cancellationToken);
        }

        await LeaveAsync(async () => await session.AskAsync("QUIT", cancellationToken));
        return session.Mechanisms;
    }

    private static async Task<IReadOnlyCollection<string>> SmtpAsync(Wire wire, CancellationToken cancellationToken)
    {
        var session = new SmtpSession(wire, new SmtpOptions(), new SecretWords(null));
        await session.GreetAsync(cancellationToken);
        await session.HelloAsync(cancellationToken);
        await session.ProtectAsync(null, cancellationToken);
        await LeaveAsync(async () => await session.AskAsync("QUIT", cancellationToken));
        return session.Extensions.Mechanisms;
    }

    private static async Task LeaveAsync(Func<Task> farewell)
    {
        try
        {
            await farewell();
        }
        catch (MailFailureException)
        {
            // A server that closes without an answer has been left all the same.
        }
    }
}
