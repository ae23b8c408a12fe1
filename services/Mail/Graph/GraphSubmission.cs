using System.Text;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Mime;
using HelpdeskMail.Mail.Sending;
using HelpdeskMail.Mail.Smtp;

namespace HelpdeskMail.Mail.Graph;

/// <summary>
/// Sends over Microsoft Graph. Up to <see cref="GraphMailbox.LargestMime"/> a message goes as it is; a larger one is taken apart into a draft with its files uploaded one by one, then sent (see <see cref="GraphDraft"/> for what
/// that keeps). Graph sends to whom the header names: recipients of the envelope that it leaves out are added as Bcc; it answers for the message and not for each recipient, and undeliverable mail comes back as a report.
/// </summary>
public sealed class GraphSubmission : ISubmission
{
    private readonly GraphClient client;

    private GraphSubmission(GraphClient client) => this.client = client;

    /// <inheritdoc/>
    public long? MaxMessageSize => GraphDraft.LargestMessage;

    /// <inheritdoc/>
    public bool IsUsable => !client.IsBroken;

    /// <summary>Makes a way to send; nothing is asked yet, since Mail.Send alone lets nothing be read.</summary>
    /// <param name="http">Sends the requests; its own timeout should be infinite. Stays the caller's.</param>
    /// <param name="credential">Token for Graph (Mail.Send, for large messages Mail.ReadWrite too) and the address or id of the mailbox to send from.</param>
    /// <param name="options">Choices; null for the usual ones.</param>
    /// <param name="time">The clock; null for the machine's.</param>
    public static GraphSubmission Open(HttpClient http, MailCredential.AccessToken credential, GraphOptions? options = null, TimeProvider? time = null) =>
        new(new GraphClient(http, credential, options ?? new GraphOptions(), time ?? TimeProvider.System));

    /// <inheritdoc/>
    public async ValueTask<SubmissionResult> SubmitAsync(Envelope envelope, MessageContent content, CancellationToken cancellationToken = default)
    {
        if (envelope.Recipients.Count == 0)
        {
            throw new ArgumentException("The envelope has no recipient.", nameof(envelope));
        }

        foreach (var recipient in envelope.Recipients)
        {
            SmtpAddress.Check(recipient.Address, mayBeEmpty: false);
        }

        RecipientAnswer[] none = [.. envelope.Recipients.Select(recipient => new RecipientAnswer(recipient.Address, Accepted: false, 0, null, ""))];
        if (client.IsBroken)
        {
            return new SubmissionResult.NotSent(MailFailures.AccessTokenRefused(client.ServerName), none);
        }

        if (await GraphMime.ReadAsync(content, GraphDraft.LargestMessage, cancellationToken) is not { } message)
        {
            return new SubmissionResult.Refused(MailFailures.MessageTooLarge(client.ServerName), none);
        }

        var decisive = false;
        try
        {
            var complete = WithMissingRecipients(message, envelope);
            if (complete.Length <= GraphMailbox.LargestMime)
            {
                decisive = true;
                await client.DoAsync(HttpMethod.Post, client.Of("sendMail"), GraphMime.Content(complete), mayBeMissing: false, cancellationToken);
            }
            else
            {
                await new GraphDraft(client).SendAsync(MimeMessage.Parse(complete), () => decisive = true, cancellationToken);
            }

            return new SubmissionResult.Accepted([.. none.Select(answer => answer with { Accepted = true, Code = 202 })], "202 Accepted", QueueId: null);
        }
        catch (MailFailureException exception)
        {
            return Ended(exception.Failure, decisive, none);
        }
        catch (OperationCanceledException) when (decisive)
        {
            return new SubmissionResult.Unknown(ConnectionFailures.Closed(client.ServerName) with { What = $"Sending by {client.ServerName} was cancelled before it answered." }, none);
        }
    }

    /// <inheritdoc/>
    public ValueTask CloseAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // Graph said no: refused. Nothing was said to the request that sends: nobody knows, unless no connection came about. A gateway that gave up waiting, or lost the service behind it, has not heard the end either,
    // and an error in the middle of Graph's own work (500) does not say how far it had come. Only 503 says that it has not begun.
    private static SubmissionResult Ended(MailFailure failure, bool decisive, RecipientAnswer[] none)
    {
        var isOpen = failure.ServerAnswer?.Split(' ')[0] is "408" or "500" or "502" or "504";
        if (failure.ServerAnswer is not null && !(decisive && isOpen))
        {
            return new SubmissionResult.Refused(failure, none);
        }

        var neverLeft = failure.Kind is MailFailureKind.CannotResolve or MailFailureKind.CannotConnect or MailFailureKind.TlsHandshakeFailed;
        return decisive && !neverLeft ? new SubmissionResult.Unknown(failure, none) : new SubmissionResult.NotSent(failure, none);
    }

    private static byte[] WithMissingRecipients(byte[] message, Envelope envelope)
    {
        var parsed = MimeMessage.Parse(message);
        var named = parsed.To.Concat(parsed.Cc).Concat(parsed.Bcc).Select(mailbox => mailbox.Address).ToHashSet(StringComparer.OrdinalIgnoreCase);
        string[] missing = [.. envelope.Recipients.Select(recipient => recipient.Address).Where(address => !named.Contains(address)).Distinct(StringComparer.OrdinalIgnoreCase)];
        return missing.Length == 0 ? message : [.. Encoding.UTF8.GetBytes($"Bcc: {string.Join(",\r\n ", missing)}\r\n"), .. message];
    }
}
