using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Sasl;
using HelpdeskMail.Mail.Sending;

namespace HelpdeskMail.Mail.Smtp;

/// <summary>
/// Submission over SMTP (RFC 5321, 6409) or LMTP (RFC 2033). A message with 8-bit bytes goes to a server without 8BITMIME as it is: no server of today minds, and rewriting it would break its signatures.
/// </summary>
public sealed class SmtpSubmission : ISubmission
{
    private readonly SmtpSession session;

    private SmtpSubmission(SmtpSession session) => this.session = session;

    /// <inheritdoc/>
    public long? MaxMessageSize => session.Extensions.MaxSize;

    /// <inheritdoc/>
    public bool IsUsable => !session.Wire.IsBroken;

    /// <summary>Connects, protects the connection and signs in.</summary>
    /// <param name="server">Where.</param>
    /// <param name="credential">Who; null to send without signing in.</param>
    /// <param name="options">Choices; null for the usual ones.</param>
    /// <param name="log">Takes the conversation down; null for nobody.</param>
    /// <param name="time">The clock; null for the machine's.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="MailFailureException">It did not come to that; every failure says who can mend it.</exception>
    public static async Task<SmtpSubmission> ConnectAsync(
        MailServer server,
        MailCredential? credential,
        SmtpOptions? options = null,
        IProtocolLog? log = null,
        TimeProvider? time = null,
        CancellationToken cancellationToken = default)
    {
        var certificate = (credential as MailCredential.ClientCertificate)?.Certificate;
        var secrets = new SecretWords(credential);
        var wire = await Wire.ConnectAsync(server, certificate, HidingLog.Of(log, secrets), time ?? TimeProvider.System, cancellationToken);
        try
        {
            var session = new SmtpSession(wire, options ?? new SmtpOptions(), secrets);
            await session.GreetAsync(cancellationToken);
            await session.HelloAsync(cancellationToken);
            await session.ProtectAsync(certificate, cancellationToken);
            if (credential is not null)
            {
                await session.SignInAsync(credential, cancellationToken);
            }

            return new SmtpSubmission(session);
        }
        catch
        {
            await wire.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask<SubmissionResult> SubmitAsync(Envelope envelope, MessageContent content, CancellationToken cancellationToken = default)
    {
        if (envelope.Recipients.Count == 0)
        {
            throw new ArgumentException("The envelope has no recipient.", nameof(envelope));
        }

        SmtpAddress.Check(envelope.From, mayBeEmpty: true);
        foreach (var recipient in envelope.Recipients)
        {
            SmtpAddress.Check(recipient.Address, mayBeEmpty: false);
        }

        return new SmtpTransaction(session, envelope, content).RunAsync(cancellationToken);
    }

    /// <summary>Asks whether mail may leave from this address and takes it back at once: nothing is sent. Exchange checks «send as» only at a message's end, so a yes is no promise there.</summary>
    /// <returns>Why not; null for a yes.</returns>
    public async ValueTask<MailFailure?> TrySenderAsync(string address, CancellationToken cancellationToken = default)
    {
        SmtpAddress.Check(address, mayBeEmpty: false);
        var utf8 = SmtpAddress.NeedsUtf8(address);
        var reply = await session.AskAsync($"MAIL FROM:<{SmtpAddress.ForServer(address, utf8)}>{(utf8 ? " SMTPUTF8" : "")}", cancellationToken);
        var refusal = reply.IsPositive ? null : session.Understand(reply, AnswerContext.Sender);
        await session.AskAsync("RSET", cancellationToken);
        return refusal;
    }

    /// <inheritdoc/>
    public async ValueTask CloseAsync(CancellationToken cancellationToken = default)
    {
        if (!IsUsable)
        {
            return;
        }

        try
        {
            await session.AskAsync("QUIT", cancellationToken);
        }
        catch (MailFailureException)
        {
            // A server that closes without an answer has been left all the same.
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => session.Wire.DisposeAsync();
}
