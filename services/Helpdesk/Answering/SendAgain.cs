using System.Security.Cryptography;
using System.Text.Json;
using Dapper;
using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.Tickets;
using HelpdeskMail.Mail.Mime;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Answering;

/// <summary>
/// What an agent decides about a reply that was not sent, may have been sent, or came back from some. While the Reply service has not ended it, the decision is
/// carried out there, in the one row that guards against sending twice. One that was sent is ended; those whom it did not reach get a new reply of the same entry,
/// and the old one is superseded, so that pressing twice sends once. It has a Message-ID of its own, since the copy of the first in the Sent folder says nothing of the second.
/// </summary>
public sealed class SendAgain(NpgsqlDataSource database, ReplyClient replies, OutgoingNudge nudge, TimeProvider time)
{
    /// <summary>Sends a reply again to those it did not reach; one that still waits is sent now.</summary>
    /// <returns>False when it is not in a state for that.</returns>
    /// <exception cref="HttpRequestException">The Reply service is away; nothing was done.</exception>
    public async Task<bool> SendAsync(long ticket, Guid replyId, Actor by, CancellationToken cancellation) =>
        await StateAsync(ticket, replyId, cancellation) switch
        {
            ReplyState.Queued => await replies.RetryAsync(replyId, cancellation) && await TellAsync(ticket, replyId, by, "Reply sent without waiting", cancellation),
            ReplyState.Failed => await replies.RetryAsync(replyId, cancellation) && await TellAsync(ticket, replyId, by, "Reply sent again", cancellation),
            ReplyState.Unknown => await replies.ResolveAsync(replyId, sent: false, cancellation) && await TellAsync(ticket, replyId, by, "Reply sent again", cancellation),
            ReplyState.Sent => await SendToMissedAsync(ticket, replyId, by, cancellation),
            _ => false,
        };

    /// <summary>Takes an agent's word that a reply in the state Unknown was sent.</summary>
    /// <returns>False when it is in another state.</returns>
    /// <exception cref="HttpRequestException">The Reply service is away; nothing was done.</exception>
    public async Task<bool> SettleAsSentAsync(long ticket, Guid replyId, Actor by, CancellationToken cancellation) =>
        await StateAsync(ticket, replyId, cancellation) == ReplyState.Unknown
        && await replies.ResolveAsync(replyId, sent: true, cancellation)
        && await TellAsync(ticket, replyId, by, "Reply marked as sent", cancellation);

    private async Task<bool> SendToMissedAsync(long ticket, Guid replyId, Actor by, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var row = await connection.QuerySingleOrDefaultAsync<Row?>(
            "select entry_id, reply::text as reply from outgoing where reply_id = @replyId and ticket_number = @ticket and state = 'Sent' and not superseded for update",
            new { ticket, replyId },
            transaction);
        var missed = (await connection.QueryAsync<string>(
            "select address from delivery where reply_id = @replyId and state in ('Refused', 'Bounced')", new { replyId }, transaction)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (row is null || missed.Count == 0)
        {
            return false;
        }

        var old = JsonSerializer.Deserialize<OutgoingReply>(row.Reply)!;
        List<ReplyAddress> Missed(IReadOnlyList<ReplyAddress> recipients) => [.. recipients.Where(one => missed.Contains(one.Address))];
        var next = old with
        {
            ReplyId = Guid.NewGuid(),
            MessageId = MessageIdMaker.Stable(old.MessageId[(old.MessageId.LastIndexOf('@') + 1)..], RandomNumberGenerator.GetHexString(64)),
            // Answers to the first, by those whom it reached, stand in one thread with this one.
            References = [.. old.References, old.MessageId],
            To = Missed(old.To),
            Cc = Missed(old.Cc),
            Bcc = Missed(old.Bcc),
            QueuedAt = time.GetUtcNow(),
            SendAfter = null,
        };
        if (next.To.Count + next.Cc.Count + next.Bcc.Count == 0)
        {
            return false;
        }

        await connection.ExecuteAsync("update outgoing set superseded = true, nudge_at = null where reply_id = @replyId", new { replyId }, transaction);
        await OutgoingTable.AddAsync(connection, transaction, row.EntryId, next);
        await connection.ExecuteAsync("insert into message_id (id, entry_id, ours) values (@MessageId, @EntryId, true)", new { next.MessageId, row.EntryId }, transaction);
        await TellAsync(connection, transaction, ticket, replyId, by, $"Reply sent again to {string.Join(", ", missed.Order(StringComparer.Ordinal))}", next.QueuedAt);
        await transaction.CommitAsync(cancellation);
        await nudge.TrySendAsync(next.ReplyId, cancellation);
        return true;
    }

    private async Task<ReplyState?> StateAsync(long ticket, Guid replyId, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var state = await connection.ExecuteScalarAsync<string?>(
            "select state from outgoing where reply_id = @replyId and ticket_number = @ticket and not superseded and not taken_back", new { ticket, replyId });
        return state is null ? null : Enum.Parse<ReplyState>(state);
    }

    private async Task<bool> TellAsync(long ticket, Guid replyId, Actor by, string done, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await TellAsync(connection, transaction, ticket, replyId, by, done, time.GetUtcNow());
        await transaction.CommitAsync(cancellation);
        return true;
    }

    private static async Task TellAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, long ticket, Guid replyId, Actor by, string done, DateTimeOffset now)
    {
        await connection.ExecuteAsync(OutgoingTable.CalmDown, new { ticket, replyId }, transaction);
        await EntryWriter.AddAsync(connection, transaction, ticket, new NewEntry(EntryKind.Event, now, by.Name, done) { AuthorId = by.Id });
    }

    private sealed record Row
    {
        public long EntryId { get; init; }

        public string Reply { get; init; } = "";
    }
}
