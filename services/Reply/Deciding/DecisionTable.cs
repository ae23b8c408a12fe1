using Dapper;
using HelpdeskMail.Reply.Queue;
using Npgsql;

namespace HelpdeskMail.Reply.Deciding;

/// <summary>What a person changes in the queue. Each change holds only in the states it is meant for; what a server has accepted is never sent again.</summary>
internal sealed class DecisionTable(NpgsqlDataSource database)
{
    /// <summary>Sends a waiting or failed reply now: to everybody who has not got it.</summary>
    public async Task<bool> RetryNowAsync(Guid replyId, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var changed = await connection.ExecuteAsync(
            """
            update queue set
              recipients = case when state = 'Failed' then coalesce((select jsonb_agg(r) from jsonb_array_elements(recipients) r where (r ->> 'accepted')::boolean), '[]') else recipients end,
              first_attempt_at = case when state = 'Failed' then null else first_attempt_at end,
              attempts = case when state = 'Failed' then 0 else attempts end,
              state = 'Queued', next_attempt_at = now(), send_after = null, revision = revision + 1, reason = null, server_answer = null
            where reply_id = @replyId and state in ('Queued', 'Failed') and not content_dropped and not exists (select from cancelled where cancelled.reply_id = queue.reply_id)
            """,
            new { replyId });
        if (changed == 1)
        {
            await connection.ExecuteAsync(
                $"delete from hold where system_email_id = (select system_email_id from queue where reply_id = @replyId); select pg_notify('{QueueTable.Channel}', '')", new { replyId });
        }

        return changed == 1;
    }

    /// <summary>
    /// Takes a reply back that waits or was given up; it never leaves after that. One that is being handed over at this moment cannot be; one that was only claimed can, since its claim ends with that.
    /// One that has not come here yet will not be taken over when it does: coming and cancelling wait for each other. Doing so twice changes nothing more.
    /// </summary>
    /// <param name="replyId">The reply.</param>
    /// <param name="whole">Only when nobody has got it; else it ends for those who have not.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public async Task<bool> CancelAsync(Guid replyId, bool whole, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await connection.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended(@replyId::text, 1))", new { replyId }, transaction);
        var changed = await connection.ExecuteAsync(
            """
            update queue set revision = revision + 1, next_attempt_at = null, server_answer = null, claimed_by = null, claimed_until = null,
              state = case when jsonb_path_exists(recipients, '$[*] ? (@.accepted == true)') then 'Sent' else 'Failed' end,
              sent_at = case when jsonb_path_exists(recipients, '$[*] ? (@.accepted == true)') then now() end,
              filing = case when jsonb_path_exists(recipients, '$[*] ? (@.accepted == true)') then 'Due' else filing end, file_at = now(),
              reason = 'It was cancelled before it was sent' || case when jsonb_path_exists(recipients, '$[*] ? (@.accepted == true)') then ' to everybody.' else '.' end
            where reply_id = @replyId and state in ('Queued', 'Claimed', 'Failed') and (not @whole or not jsonb_path_exists(recipients, '$[*] ? (@.accepted == true)'))
            """,
            new { replyId, whole },
            transaction);
        var noted = await connection.ExecuteAsync(
            """
            insert into cancelled (reply_id) select @replyId where @changed or not exists (select from queue where reply_id = @replyId) on conflict (reply_id) do update set at = now();
            delete from begun where @changed and reply_id = @replyId and exists (select from queue where reply_id = @replyId and attempts = 0)
            """,
            new { replyId, changed = changed == 1 },
            transaction);

        await transaction.CommitAsync(cancellation);
        return noted > 0;
    }
}
