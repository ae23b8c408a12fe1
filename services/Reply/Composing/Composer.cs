using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Mail.Mime;
using HelpdeskMail.Mail.Sending;

namespace HelpdeskMail.Reply.Composing;

/// <summary>
/// Makes a reply's bytes. They are the same at each attempt until somebody has got it: the Message-ID is the helpdesk's, the date that of queueing. Bcc is in the envelope only;
/// only mail that no person wrote is marked as automatic (RFC 3834), and only mail of a person may ask for a receipt. Each bears our own mark, by which its
/// copy is found where a provider has changed the Message-ID.
/// </summary>
internal sealed class Composer(MailStoreClient store)
{
    /// <summary>Lays the mail out; attachments are read only while it is written.</summary>
    /// <param name="reply">The reply.</param>
    /// <param name="email">Where it leaves from.</param>
    /// <param name="mark">Our own mark (<see cref="DeliveryMark"/>).</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="OutgoingMessageException">An address or another part cannot be written; says which.</exception>
    public async Task<ComposedReply> ComposeAsync(OutgoingReply reply, SystemEmailSettings email, string mark, CancellationToken cancellation)
    {
        var message = new OutgoingMessage
        {
            From = new Mailbox(email.Name, email.Address),
            MessageId = reply.MessageId,
            Date = reply.QueuedAt,
            Subject = reply.Subject,
            To = [.. reply.To.Select(Mailbox)],
            Cc = [.. reply.Cc.Select(Mailbox)],
            Bcc = [.. reply.Bcc.Select(Mailbox)],
            InReplyTo = reply.InReplyTo is { } answered ? [answered] : [],
            References = reply.References,
            ReplyTo = reply.ReplyTo is { } answers ? [Mailbox(answers)] : [],
            TextBody = reply.Text,
            HtmlBody = reply.Html,
            Files = [.. reply.Attachments.Select(File)],
            ExtraHeaders = [.. Marks(reply, email, mark)],
        };
        var prepared = await MimeWriter.PrepareAsync(message, cancellation);
        return new ComposedReply(
            prepared.RecipientsAsGiven,
            prepared.Recipients,
            new MessageContent((target, token) => new ValueTask(prepared.WriteAsync(target, token)), prepared.EstimatedLength, prepared.NeedsEightBitMime, prepared.NeedsSmtpUtf8));
    }

    private OutgoingFile File(ReplyAttachment attachment) =>
        new(attachment.FileName, attachment.MediaType, token => store.OpenAsync(attachment.Content, attachment.FileName, token), attachment.Size) { ContentId = attachment.ContentId };

    private static Mailbox Mailbox(ReplyAddress address) => new(address.Name ?? "", address.Address);

    private static IEnumerable<KeyValuePair<string, string>> Marks(OutgoingReply reply, SystemEmailSettings email, string mark)
    {
        yield return new(DeliveryMark.FieldName, mark);
        if (reply.Automatic)
        {
            yield return new("Auto-Submitted", reply.InReplyTo is null ? "auto-generated" : "auto-replied");
            yield return new("X-Auto-Response-Suppress", "All");
            yield return new("Precedence", "auto_reply");
        }
        else if (reply.ReadReceipt)
        {
            yield return new("Disposition-Notification-To", email.Address);
        }
    }
}
