using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Mime;
using HelpdeskMail.Mail.Reading;
using HelpdeskMail.Mail.Sending;
using HelpdeskMail.Reply.Composing;
using HelpdeskMail.Reply.Queue;

namespace HelpdeskMail.Reply.Filing;

/// <summary>An open Sent folder. Not for several callers at once.</summary>
internal sealed class OpenSentFolder(IMailbox mailbox, string name) : IAsyncDisposable
{
    /// <summary>More of a header is not read; the Message-ID stands near its beginning.</summary>
    private const int MostOfHeader = 64 * 1024;

    /// <summary>A mailbox's clock and day may be others than ours.</summary>
    private static readonly TimeSpan ClocksDiffer = TimeSpan.FromDays(1);

    /// <summary>
    /// The Message-ID of a reply's copy; null when no copy is there. It is looked for by the Message-ID that we gave it, also where Exchange has set that aside, and by our own mark, which
    /// stays whatever becomes of the id. Where some had got it before, only the mark tells the copy of the <paramref name="lastAttempt"/> from the earlier one.
    /// </summary>
    /// <param name="row">The reply.</param>
    /// <param name="lastAttempt">Whether the copy of the last attempt is meant, and not any.</param>
    /// <param name="cancellation">Stops looking.</param>
    /// <exception cref="MailFailureException">The mailbox cannot be looked into now.</exception>
    public async Task<string?> FindAsync(QueueRow row, bool lastAttempt, CancellationToken cancellation)
    {
        var messageId = row.MessageId;
        var mark = lastAttempt ? DeliveryMark.Of(row) : DeliveryMark.Of(row.ReplyId);
        IReadOnlyList<MessageKey> found = mark == DeliveryMark.Of(row.ReplyId) ? await mailbox.FindByMessageIdAsync(messageId, cancellation) : [];
        if (found.Count == 0)
        {
            found = await mailbox.FindByFieldAsync(DeliveryMark.FieldName, mark, (row.FirstAttemptAt ?? row.QueuedAt) - ClocksDiffer, cancellation);
        }

        return found.Count == 0 ? null : await ReadIdAsync(found[^1], cancellation) ?? messageId;
    }

    /// <summary>Puts a copy there, marked read.</summary>
    /// <exception cref="MailFailureException">The mailbox cannot be written to now.</exception>
    public async Task FileAsync(MessageContent content, DateTimeOffset sentAt, CancellationToken cancellation) =>
        await mailbox.AppendAsync(name, content, MessageMarks.Seen, sentAt, cancellation);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => mailbox.DisposeAsync();

    private async Task<string?> ReadIdAsync(MessageKey key, CancellationToken cancellation)
    {
        string? id = null;
        await foreach (var message in mailbox.FetchAsync([key], maxSize: 0, cancellation))
        {
            if (message.Failure is null)
            {
                var header = new byte[MostOfHeader];
                var length = await message.Content.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false, cancellation);
                id = MimeMessage.Parse(header.AsMemory(0, length)).MessageId;
            }
        }

        return id;
    }
}
