using System.Security.Cryptography.X509Certificates;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Failures;

namespace HelpdeskMail.Mail.Imap;

/// <summary>What a session says before and after signing in: STARTTLS, and what both sides agree on.</summary>
internal static class ImapStart
{
    // QRESYNC has the server say what is gone by UID and not by number (RFC 7162), and brings CONDSTORE with it. All of them change what the server may say, so they have to be asked for, and before a folder is open.
    private static readonly string[] Enabled = ["QRESYNC", "IMAP4rev2"];

    /// <summary>Changes to TLS where the connection is to be protected by STARTTLS.</summary>
    public static async ValueTask ProtectAsync(ImapSession session, X509Certificate2? certificate, CancellationToken cancellationToken)
    {
        var wire = session.Wire;
        if (wire.Server.Protection is not ConnectionProtection.StartTls)
        {
            return;
        }

        // A connection that greets as signed in cannot be protected any more (RFC 9051 section 11.1): somebody may have put that greeting there.
        if (session.State is not ImapState.NotAuthenticated || !(await session.CapabilitiesAsync(static known => known.Has("STARTTLS"), cancellationToken)).Has("STARTTLS"))
        {
            throw wire.Fail(ConnectionFailures.TlsNotOffered(wire.Server.ToString()));
        }

        var status = await session.RunAsync(new ImapCommand("STARTTLS"), cancellationToken: cancellationToken);
        if (status.Condition is not ImapCondition.Ok)
        {
            throw wire.Fail(ConnectionFailures.TlsNotOffered(wire.Server.ToString()) with { ServerAnswer = status.Words });
        }

        await wire.StartTlsAsync(certificate, cancellationToken);
        session.View.ForgetCapabilities();
    }

    /// <summary>Compression, introduction, what both enable and where the folders lie, the last three in one round trip.</summary>
    /// <exception cref="MailFailureException">The mailbox is not there: Exchange accepts the sign-in and says so at the first command behind it.</exception>
    public static async ValueTask SettleInAsync(ImapSession session, ImapOptions options, CancellationToken cancellationToken)
    {
        var capabilities = await session.CapabilitiesAsync(cancellationToken);
        if (options.Compress && capabilities.Has("COMPRESS=DEFLATE") && await session.RunAsync(new ImapCommand("COMPRESS DEFLATE"), cancellationToken: cancellationToken) is { Condition: ImapCondition.Ok })
        {
            session.Wire.StartCompression();
        }

        var introduction = capabilities.Has("ID") && options.ClientName is { } name
            ? await session.SendAsync(new ImapCommand("ID").Add($"(\"name\" {ImapCommand.Quote(name)} \"version\" \"1.0\" \"vendor\" {ImapCommand.Quote(name)})"), cancellationToken)
            : null;
        string[] wanted = capabilities.Has("ENABLE") ? [.. capabilities.TakesUtf8 ? ["UTF8=ACCEPT"] : Array.Empty<string>(), .. Enabled.Where(capabilities.Has)] : [];
        var enabling = wanted.Length > 0 ? await session.SendAsync(new ImapCommand("ENABLE").Add(string.Join(' ', wanted)), cancellationToken) : null;
        var first = await session.SendAsync(new ImapCommand(capabilities.Has("NAMESPACE") ? "NAMESPACE" : "NOOP"), cancellationToken);
        foreach (var optional in new[] { introduction, enabling }.OfType<string>())
        {
            // Exchange says to whichever command comes first that the mailbox is not there, and closes before it comes to the others.
            var answer = await session.CompleteAsync(optional, null, cancellationToken);
            if (answer.Condition is not ImapCondition.Ok && session.Understand(answer, AnswerContext.Command).Kind is (MailFailureKind.MailboxNotConnected or MailFailureKind.Throttled or MailFailureKind.AccessTokenExpired))
            {
                throw session.Refused(answer);
            }
        }

        // A server that does not know a command it lists is still a mailbox.
        var status = await session.CompleteAsync(first, null, cancellationToken);
        if (status.Condition is not ImapCondition.Ok && session.Refused(status) is { Failure.Kind: not MailFailureKind.Refused } refused)
        {
            throw refused;
        }
    }
}
