using System.Globalization;
using System.Text;

namespace HelpdeskMail.Sandbox.Mailboxes;

/// <summary>Puts mail into inboxes.</summary>
public sealed class Delivery(FolderStore folders, MessageStore messages, TimeProvider time)
{
    /// <summary>Delivers to the inbox of each recipient, with the trace fields a real delivery leaves and without Bcc.</summary>
    /// <param name="raw">The message.</param>
    /// <param name="sender">Envelope sender; empty for a report.</param>
    /// <param name="recipients">Envelope recipients.</param>
    /// <param name="receivedAt">When it came in; null: now.</param>
    /// <param name="cancellation">Gives up; recipients served before keep the mail.</param>
    /// <returns>Recipient and the UID in its inbox.</returns>
    public async Task<IReadOnlyList<(string Mailbox, long Uid)>> DeliverAsync(
        byte[] raw, string sender, IEnumerable<string> recipients, DateTimeOffset? receivedAt, CancellationToken cancellation)
    {
        var at = receivedAt ?? time.GetUtcNow();
        var body = HeaderEdit.Remove(HeaderEdit.CanonicalLineEnds(raw), "Bcc");
        var done = new List<(string, long)>();
        foreach (var recipient in recipients.Select(address => address.Trim().ToLowerInvariant()).Distinct(StringComparer.Ordinal))
        {
            var mailbox = await folders.MailboxAsync(recipient, cancellation);
            var inbox = await folders.FindAsync(mailbox, Folder.Inbox, cancellation);
            var trace = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
                $"Return-Path: <{sender}>\r\nReceived: from sandbox.local by {recipient[(recipient.LastIndexOf('@') + 1)..]} with ESMTP id {Guid.NewGuid():N}\r\n for <{recipient}>; {at.UtcDateTime:ddd, dd MMM yyyy HH:mm:ss} +0000\r\n"));
            done.Add((recipient, await messages.AddAsync(inbox!.Id, [.. trace, .. body], [], at, cancellation)));
        }

        return done;
    }
}
