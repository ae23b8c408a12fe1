using System.Text.Json;
using Dapper;
using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.ServiceDefaults.Database;
using Npgsql;

namespace HelpdeskMail.Reply.Queue;

/// <summary>
/// What attempts write into their rows. Each row stands for itself and its claim alone decides, but what many attempts write in the same moment goes into one statement and one flush to the disk; a row that the
/// database does not take spoils none of the others.
/// </summary>
internal sealed class AttemptTable
{
    private const int MostTogether = 100;

    /// <summary>Servers file copies a moment after they have taken a mail.</summary>
    private static readonly TimeSpan UntilFiled = TimeSpan.FromSeconds(2);

    private readonly NpgsqlDataSource database;
    private readonly Coalescer<Beginning, bool> beginnings;
    private readonly Coalescer<Ending, bool> endings;

    public AttemptTable(NpgsqlDataSource database)
    {
        this.database = database;
        beginnings = new Coalescer<Beginning, bool>(BeginAsync, _ => 1, MostTogether, MostTogether, exception => exception is PostgresException);
        endings = new Coalescer<Ending, bool>(EndAsync, _ => 1, MostTogether, MostTogether, exception => exception is PostgresException || exception is not NpgsqlException);
    }

    /// <summary>Says that the bytes are about to leave. False: the claim is lost, and nothing may be sent.</summary>
    /// <param name="claim">The attempt; on a second way out its row says «sending» already.</param>
    /// <param name="protocol">How they leave.</param>
    /// <param name="server">To whom.</param>
    /// <param name="filedIn">The mailbox into whose Sent folder that server files what it takes; empty for none.</param>
    /// <param name="cancellation">Stops waiting; the row may say «sending» all the same.</param>
    public Task<bool> BeginSendingAsync(Claim claim, SendingProtocol protocol, string server, string filedIn, CancellationToken cancellation) =>
        beginnings.RunAsync(new Beginning(claim, protocol, server, filedIn)).WaitAsync(cancellation);

    /// <summary>
    /// Records how an attempt ended. The fence alone decides: also a row that was meanwhile called unknown takes the knowledge of the worker that sent it.
    /// False when a later claim exists. An attempt that ended for the mailbox's sake counts for nothing, however long the mailbox is being mended.
    /// </summary>
    public Task<bool> RecordAsync(Claim claim, AttemptOutcome outcome, CancellationToken cancellation) => endings.RunAsync(new Ending(claim, outcome)).WaitAsync(cancellation);

    /// <summary>
    /// Gives a claim back unused because of its mailbox, without counting an attempt: until the pause is over or the mailbox is mended, which it may have been in the meantime where it was <paramref name="held"/>.
    /// </summary>
    public async Task ReleaseAsync(Claim claim, TimeSpan pause, string? reason, bool held, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            """
            update queue set state = 'Queued', waits_for_mailbox = true, claimed_by = null, claimed_until = null,
              next_attempt_at = case when @held and not exists (select from hold where hold.system_email_id = queue.system_email_id) then now() else now() + @pause end,
              revision = case when reason is distinct from @reason then revision + 1 else revision end, reason = @reason
            where reply_id = @ReplyId and fence = @Fence and state = 'Claimed';
            delete from begun where reply_id = @ReplyId and fence = @Fence
            """,
            new { claim.Reply.ReplyId, claim.Fence, pause, held, reason = reason is null ? null : StorableText.Of(reason) });
    }

    /// <summary>Gives a claim back that was not looked at, for whoever comes next.</summary>
    public async Task GiveBackAsync(Claim claim, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            $"""
            update queue set state = 'Queued', claimed_by = null, claimed_until = null, next_attempt_at = now() where reply_id = @ReplyId and fence = @Fence and state = 'Claimed';
            delete from begun where reply_id = @ReplyId and fence = @Fence;
            delete from sender where system_email_id = @SystemEmailId and holder = @Holder and not exists (
              select from queue where queue.system_email_id = sender.system_email_id and state in ('Claimed', 'Sending'));
            select pg_notify('{QueueTable.Channel}', '')
            """,
            new { claim.Reply.ReplyId, claim.Reply.SystemEmailId, claim.Holder, claim.Fence });
    }

    private async Task<IReadOnlyList<bool>> BeginAsync(IReadOnlyList<Beginning> items)
    {
        // In the order of their ids, as all that write several rows do: so they wait for each other and never in a circle.
        var ordered = items.OrderBy(item => item.Claim.Reply.ReplyId).ToList();
        await using var connection = await database.OpenConnectionAsync();
        var begun = await connection.QueryAsync<(Guid, long)>(
            """
            update queue q set attempts = q.attempts + case when q.state = 'Claimed' then 1 else 0 end, state = 'Sending', first_attempt_at = coalesce(q.first_attempt_at, now()),
              server = begun.server, protocol = begun.protocol, filed_in = begun.filed_in, claimed_until = now() + @ClaimLength
            from unnest(@ids, @holders, @fences, @protocols, @servers, @filedIn) as begun (id, holder, fence, protocol, server, filed_in)
            where q.reply_id = begun.id and q.claimed_by = begun.holder and q.fence = begun.fence and q.state in ('Claimed', 'Sending') and q.claimed_until > now()
            returning q.reply_id, q.fence
            """,
            new
            {
                ids = ordered.Select(item => item.Claim.Reply.ReplyId).ToArray(),
                holders = ordered.Select(item => item.Claim.Holder).ToArray(),
                fences = ordered.Select(item => item.Claim.Fence).ToArray(),
                protocols = ordered.Select(item => item.Protocol.ToString()).ToArray(),
                servers = ordered.Select(item => item.Server).ToArray(),
                filedIn = ordered.Select(item => item.FiledIn).ToArray(),
                QueueTable.ClaimLength,
            });
        return In(items.Select(item => item.Claim), begun);
    }

    private async Task<IReadOnlyList<bool>> EndAsync(IReadOnlyList<Ending> items)
    {
        var ordered = items.OrderBy(item => item.Claim.Reply.ReplyId).ToList();
        await using var connection = await database.OpenConnectionAsync();
        var ended = await connection.QueryAsync<(Guid, long)>(
            """
            update queue q set state = e.state, revision = q.revision + 1, recipients = e.recipients::jsonb, reason = e.reason, server_answer = e.answer,
              next_attempt_at = case when e.waits and not exists (select from hold where hold.system_email_id = q.system_email_id) then now() else now() + make_interval(secs => e.pause) end,
              attempts = case when e.waits then greatest(0, q.attempts - 1) else q.attempts end,
              first_attempt_at = case when e.waits then null else q.first_attempt_at end,
              sent_at = case when e.state = 'Sent' then coalesce(q.sent_at, now()) else q.sent_at end,
              unknown_since = case when e.state = 'Unknown' then now() end, searches = 0,
              filing = case when e.state = 'Sent' and e.copy then 'Due' else q.filing end,
              file_at = case when e.state = 'Sent' and e.copy then now() + @UntilFiled else q.file_at end,
              waits_for_mailbox = e.waits, claimed_by = null, claimed_until = null
            from unnest(@ids, @fences, @states, @recipients, @reasons, @answers, @pauses, @copies, @waits) as e (id, fence, state, recipients, reason, answer, pause, copy, waits)
            where q.reply_id = e.id and q.fence = e.fence and q.state in ('Claimed', 'Sending', 'Unknown')
            returning q.reply_id, q.fence
            """,
            new
            {
                ids = ordered.Select(item => item.Claim.Reply.ReplyId).ToArray(),
                fences = ordered.Select(item => item.Claim.Fence).ToArray(),
                states = ordered.Select(item => item.Outcome.State.ToString()).ToArray(),
                recipients = ordered.Select(item => Json(item.Outcome.Recipients)).ToArray(),
                reasons = ordered.Select(item => item.Outcome.Reason is { } reason ? StorableText.Of(reason) : null).ToArray(),
                answers = ordered.Select(item => item.Outcome.ServerAnswer is { } answer ? StorableText.Of(answer) : null).ToArray(),
                pauses = ordered.Select(item => item.Outcome.Pause?.TotalSeconds).ToArray(),
                copies = ordered.Select(item => item.Outcome.SeeToCopy).ToArray(),
                waits = ordered.Select(item => item.Outcome.WaitsForMailbox).ToArray(),
                UntilFiled,
            });
        return In(items.Select(item => item.Claim), ended);
    }

    private static string Json(IReadOnlyList<RecipientOutcome> recipients) =>
        JsonSerializer.Serialize(recipients.Select(recipient => recipient with { Answer = StorableText.Of(recipient.Answer) }), JsonSerializerOptions.Web);

    private static IReadOnlyList<bool> In(IEnumerable<Claim> claims, IEnumerable<(Guid, long)> rows)
    {
        var changed = rows.ToHashSet();
        return [.. claims.Select(claim => changed.Contains((claim.Reply.ReplyId, claim.Fence)))];
    }

    private sealed record Beginning(Claim Claim, SendingProtocol Protocol, string Server, string FiledIn);

    private sealed record Ending(Claim Claim, AttemptOutcome Outcome);
}
