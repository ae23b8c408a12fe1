using Dapper;
using HelpdeskMail.Contracts.Mailboxes;
using HelpdeskMail.Fetch.Leases;
using HelpdeskMail.Fetch.Observing;
using HelpdeskMail.Fetch.Taking;
using HelpdeskMail.Fetch.Watching;
using Npgsql;

namespace HelpdeskMail.Fetch.FailedMessages;

/// <summary>The messages that were passed over, with when they are tried again: after 15 minutes, 1, 4, 12 and 24 hours by themselves, then only when asked.</summary>
internal sealed class FailedMessageTable(NpgsqlDataSource database, LeaseTable leases)
{
    private static readonly TimeSpan[] Pauses =
        [TimeSpan.FromMinutes(15), TimeSpan.FromHours(1), TimeSpan.FromHours(4), TimeSpan.FromHours(12), TimeSpan.FromHours(24)];

    /// <summary>Notes a passed-over message as part of the transaction that moves the cursor past it.</summary>
    public static Task AddAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, WatchedMailbox mailbox, SettledMessage message) =>
        connection.ExecuteAsync(
            """
            insert into failed_message (system_email_id, folder, key, reason, receipt_id, next_attempt_at, too_large)
            values (@Id, @Folder, @Value, @reason, @ReceiptId, now() + @pause, @TooLarge)
            on conflict (system_email_id, folder, key) do update
              set reason = excluded.reason, receipt_id = coalesce(excluded.receipt_id, failed_message.receipt_id), too_large = excluded.too_large
            """,
            new { mailbox.Id, mailbox.Folder, message.Key.Value, reason = StorableText.Of(message.Failure!), message.ReceiptId, message.TooLarge, pause = message.RetryByItself ? Pauses[0] : (TimeSpan?)null },
            transaction);

    /// <summary>Has what was too large and fits the mailbox's present limit fetched with the next look.</summary>
    public async Task AskForFittingAsync(WatchedMailbox mailbox, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            "update failed_message set next_attempt_at = now(), too_large = null where system_email_id = @Id and too_large <= @MaxMessageSize", new { mailbox.Id, mailbox.Receiving.MaxMessageSize });
    }

    /// <summary>
    /// The first that is due, with its next time already set, so that one that breaks the connection again, or kills the process, waits for its turn and costs no other its own; null when none is.
    /// </summary>
    public async Task<FailedMessage?> TakeDueAsync(WatchedMailbox mailbox, CancellationToken cancellation)
    {
        FailedMessage? due = null;
        await leases.AsHolderAsync(
            mailbox.Lease,
            async (connection, transaction) => due = await connection.QuerySingleOrDefaultAsync<FailedMessage>(
                """
                update failed_message set attempts = attempts + 1, any_size = false,
                  next_attempt_at = now() + (@Pauses::interval[])[attempts + 2]
                from (select key as due_key, any_size as asked from failed_message
                      where system_email_id = @Id and folder = @Folder and next_attempt_at <= now() order by next_attempt_at, key limit 1) as due
                where system_email_id = @Id and folder = @Folder and key = due_key
                returning key, asked as any_size, attempts
                """,
                new { mailbox.Id, mailbox.Folder, Pauses },
                transaction),
            cancellation);
        return due;
    }

    /// <summary>Notes why it failed once more.</summary>
    public Task SetReasonAsync(WatchedMailbox mailbox, string key, string reason, CancellationToken cancellation) =>
        leases.AsHolderAsync(
            mailbox.Lease,
            (connection, transaction) => connection.ExecuteAsync(
                "update failed_message set reason = @reason where system_email_id = @Id and folder = @Folder and key = @key",
                new { mailbox.Id, mailbox.Folder, key, reason = StorableText.Of(reason) },
                transaction),
            cancellation);

    /// <summary>Removes one that could be read after all, as part of the caller's transaction.</summary>
    public static Task RemoveAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, WatchedMailbox mailbox, string key) =>
        connection.ExecuteAsync(
            "delete from failed_message where system_email_id = @Id and folder = @Folder and key = @key", new { mailbox.Id, mailbox.Folder, key }, transaction);

    /// <summary>Asks for a message to be tried now, whatever its size; false when it is not listed.</summary>
    public async Task<bool> AskAsync(Guid systemEmailId, string folder, string key, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteAsync(
            "update failed_message set next_attempt_at = now(), any_size = true where system_email_id = @systemEmailId and folder = @folder and key = @key",
            new { systemEmailId, folder, key }) == 1;
    }

    /// <summary>The last messages of a mailbox that were passed over, newest first.</summary>
    public async Task<IReadOnlyList<PassedOverMessage>> ListAsync(Guid systemEmailId, int most, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return [.. (await connection.QueryAsync<PassedOverRow>(
            "select folder, key, reason, receipt_id, attempts, next_attempt_at, failed_at from failed_message where system_email_id = @systemEmailId order by failed_at desc, key limit @most",
            new { systemEmailId, most })).Select(row => new PassedOverMessage(row.Folder, row.Key, row.Reason, row.ReceiptId, row.Attempts, row.NextAttemptAt, row.FailedAt))];
    }

    /// <summary>How long until the next one, or the next server action, is due, by the database's clock; zero or less when one is due now, null when none is to come.</summary>
    public async Task<TimeSpan?> NextDueAsync(WatchedMailbox mailbox, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteScalarAsync<TimeSpan?>(
            """
            select min(at) - now() from (
              select min(next_attempt_at) as at from failed_message where system_email_id = @Id and folder = @Folder
              union all
              select min(next_attempt_at) from pending_action where system_email_id = @Id and folder = @Folder) as due
            """,
            new { mailbox.Id, mailbox.Folder });
    }

    private sealed class PassedOverRow
    {
        public string Folder { get; init; } = "";

        public string Key { get; init; } = "";

        public string Reason { get; init; } = "";

        public long? ReceiptId { get; init; }

        public int Attempts { get; init; }

        public DateTimeOffset? NextAttemptAt { get; init; }

        public DateTimeOffset FailedAt { get; init; }
    }
}
