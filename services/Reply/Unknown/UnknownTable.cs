using System.Text.Json;
using Dapper;
using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Reply.Queue;
using Npgsql;

namespace HelpdeskMail.Reply.Unknown;

/// <summary>How an unknown reply is settled. Each change holds only while the row is still the unknown one that was looked at: its fence and revision decide.</summary>
internal sealed class UnknownTable(NpgsqlDataSource database)
{
    /// <summary>
    /// It was sent: everybody who was not refused has it, and whoever was put off by name is sent to by and by. <paramref name="used"/> is the Message-ID of its copy, where one was found; where none was looked for, its copy is
    /// seen to.
    /// </summary>
    public Task<bool> WasSentAsync(QueueRow row, string how, string? used, CancellationToken cancellation)
    {
        var reply = row.Reply;
        // Of whom the server said nothing (code 0), nothing is known: they were sent to with the others.
        var known = row.Outcomes.Where(outcome => outcome.Accepted || outcome.Code != 0).ToList();
        var others = reply.To.Concat(reply.Cc).Concat(reply.Bcc).Select(recipient => recipient.Address).Distinct(StringComparer.OrdinalIgnoreCase)
            .Except(known.Select(outcome => outcome.Address), StringComparer.OrdinalIgnoreCase)
            .Select(address => new RecipientOutcome(address, Accepted: true, 250, null, how));
        var putOff = known.Where(outcome => outcome is { Accepted: false, Code: >= 400 and < 500 }).Select(outcome => outcome.Address).ToList();
        return SettleAsync(
            row,
            $"""
            {(putOff.Count > 0 ? "state = 'Queued', next_attempt_at = now() + interval '1 minute', unknown_since = null, searches = 0" : "state = 'Sent', sent_at = now(), next_attempt_at = null")},
              {(used is null && putOff.Count == 0 ? "filing = case when filing = 'None' then 'Due' else filing end, file_at = now()," : "")} reason = @why, recipients = @recipients::jsonb,
              used_message_id = case when @used <> message_id then @used else used_message_id end, used_id_told = case when @used <> message_id then false else used_id_told end
            """,
            putOff.Count > 0 ? $"{how} The server had put off {string.Join(", ", putOff)}, to whom it is sent on its own." : how,
            JsonSerializer.Serialize(known.Concat(others), JsonSerializerOptions.Web),
            used,
            cancellation);
    }

    /// <summary>It was not sent, and is.</summary>
    public Task<bool> SendAgainAsync(QueueRow row, string why, CancellationToken cancellation) =>
        SettleAsync(row, "state = 'Queued', next_attempt_at = now(), send_after = null, unknown_since = null, reason = @why", why, recipients: null, used: null, cancellation);

    /// <summary>Nobody can know: the search ends, and a person decides.</summary>
    public Task<bool> LeaveToPersonAsync(QueueRow row, string why, CancellationToken cancellation) =>
        SettleAsync(
            row,
            "next_attempt_at = null, reason = @why",
            $"The connection ended before the server said whether it took the reply. {why} Ask the recipient, or look into the mailbox. «It was sent» ends the matter: nothing more is sent. «Send again» sends it to everybody who is not known to have it: whoever has it all the same gets it twice.",
            recipients: null,
            used: null,
            cancellation);

    private async Task<bool> SettleAsync(QueueRow row, string change, string why, string? recipients, string? used, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteAsync(
            $"update queue set {change}, revision = revision + 1 where reply_id = @ReplyId and state = 'Unknown' and fence = @Fence and revision = @Revision",
            new { row.ReplyId, row.Fence, row.Revision, why, recipients, used }) == 1;
    }
}
