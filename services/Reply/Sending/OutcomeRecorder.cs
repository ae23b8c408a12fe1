using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Reply.Queue;
using Npgsql;

namespace HelpdeskMail.Reply.Sending;

/// <summary>
/// Writes down how an attempt ended. That knowledge must not be lost to a database that is away for a moment: it is tried for two minutes before the row is
/// left to become unknown.
/// </summary>
internal sealed partial class OutcomeRecorder(QueueTable queue, TimeProvider time, ILogger<OutcomeRecorder> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Records the outcome, unless a later claim exists.</summary>
    public async Task RecordAsync(Claim claim, AttemptOutcome outcome)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                if (!await queue.RecordAsync(claim, outcome, CancellationToken.None))
                {
                    LogClaimLost(logger, claim.Reply.ReplyId);
                }

                return;
            }
            catch (NpgsqlException exception) when (time.GetElapsedTime(started) < Patience)
            {
                LogNotRecorded(logger, claim.Reply.ReplyId, outcome.State, exception.Message);
                await Task.Delay(Pause, time, CancellationToken.None);
            }
        }
    }

    [LoggerMessage(EventId = 31, EventName = "reply.claim_lost", Level = LogLevel.Warning, Message = "Reply {ReplyId}: another worker has claimed it since; nothing was recorded")]
    private static partial void LogClaimLost(ILogger logger, Guid replyId);

    [LoggerMessage(EventId = 32, EventName = "reply.not_recorded", Level = LogLevel.Error, Message = "Reply {ReplyId} is {State}, and that could not be recorded; trying again. {Reason}")]
    private static partial void LogNotRecorded(ILogger logger, Guid replyId, ReplyState state, string reason);
}
