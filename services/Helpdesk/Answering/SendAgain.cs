using System.Text.Json;
using Dapper;
using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.Tickets;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Answering;

/// <summary>
/// What an agent decides about a reply that was not sent, came back from some, or may have been sent. Sending again makes a new reply of the same entry, with the
/// same Message-ID, to those whom the first did not reach; the old one is superseded and cannot be sent again a second time.
/// </summary>
public sealed class SendAgain(NpgsqlDataSource database, OutgoingNudge nudge, TimeProvider time)
{
    /// <summary>Sends a reply again.</summary>
    /// <returns>False when it is not in a state for that.</returns>
    public async Task<bool> SendAsync(long ticket, Guid replyId, Actor by, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (await LockAsync(connection, transaction, ticket, replyId) is not { } row)
        {
            return false;
        }

        var deliveries = (await connection.QueryAsync<(string Address, string State)>(
            "select address, state from delivery where reply_id = @replyId", new { replyId }, transaction)).ToDictionary(one => one.Address, one => one.State, StringComparer.OrdinalIgnoreCase);
        var old = JsonSerializer.Deserialize<OutgoingReply>(row.Reply)!;
        List<ReplyAddress> Missing(IReadOnlyList<ReplyAddress> recipients) => [.. recipients.Where(one => deliveries.GetValueOrDefault(one.Address) is not ("Accepted" or "Delayed"))];
        var next = old with { ReplyId = Guid.NewGuid(), To = Missing(old.To), Cc = Missing(old.Cc), Bcc = Missing(old.Bcc), QueuedAt = time.GetUtcNow() };
        var failed = row.State is ReplyState.Failed or ReplyState.Unknown;
        if ((!failed && deliveries.Values.All(state => state is "Accepted" or "Delayed")) || next.To.Count + next.Cc.Count + next.Bcc.Count == 0)
        {
            return false;
        }

        await connection.ExecuteAsync("update outgoing set superseded = true, nudge_at = null where reply_id = @replyId", new { replyId }, transaction);
        await OutgoingTable.AddAsync(connection, transaction, row.EntryId, next);
        await SettleAsync(connection, transaction, ticket, by, "Reply sent again", next.QueuedAt);
        await transaction.CommitAsync(cancellation);
        await nudge.TrySendAsync(next.ReplyId, cancellation);
        return true;
    }

    /// <summary>Takes an agent's word that a reply in the state Unknown was sent.</summary>
    /// <returns>False when it is in another state.</returns>
    public async Task<bool> SettleAsSentAsync(long ticket, Guid replyId, Actor by, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (await LockAsync(connection, transaction, ticket, replyId) is not { State: ReplyState.Unknown })
        {
            return false;
        }

        await connection.ExecuteAsync("update outgoing set state = 'Sent', reason = null, sent_at = queued_at, nudge_at = null where reply_id = @replyId", new { replyId }, transaction);
        await SettleAsync(connection, transaction, ticket, by, "Reply marked as sent", time.GetUtcNow());
        await transaction.CommitAsync(cancellation);
        return true;
    }

    private static Task<Row?> LockAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, long ticket, Guid replyId) =>
        connection.QuerySingleOrDefaultAsync<Row?>(
            "select entry_id, state, reply::text as reply from outgoing where reply_id = @replyId and ticket_number = @ticket and not superseded for update",
            new { ticket, replyId },
            transaction);

    private static async Task SettleAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, long ticket, Actor by, string done, DateTimeOffset now)
    {
        await connection.ExecuteAsync("update ticket set attention = false where number = @ticket", new { ticket }, transaction);
        await EntryWriter.AddAsync(connection, transaction, ticket, new NewEntry(EntryKind.Event, now, by.Name, done) { AuthorId = by.Id });
    }

    private sealed record Row
    {
        public long EntryId { get; init; }

        public ReplyState State { get; init; }

        public string Reply { get; init; } = "";
    }
}
