using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Reply.Queue;
using Npgsql;

namespace HelpdeskMail.Reply.Sending;

/// <summary>
/// Writes down how an attempt ended. That knowledge must not be lost to a database that is away for a moment: it is tried for an hour, longer than
/// a database is restarted or moved, before the row is left to become unknown.
/// </summary>
internal sealed partial class OutcomeRecorder(AttemptTable attempts, TimeProvider time, ILogger<OutcomeRecorder> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    /// <summary>Records the outcome, unless a later claim exists.</summary>
    public async Task RecordAsync(Claim claim, AttemptOutcome outcome)
    {
        var started = time.GetTimestamp();
        var pause = ShortestPause;
        while (true)
        {
            try
            {
                if (!await attempts.RecordAsync(claim, outcome, CancellationToken.None))
                {
                    LogClaimLost(logger, claim.Reply.ReplyId);
                }

                return;
            }
            catch (NpgsqlException exception) when (time.GetElapsedTime(started) < Patience)
            {
                LogNotRecorded(logger, claim.Reply.ReplyId, outcome.State, exception.Message);
                await Task.Delay(pause, time, CancellationToken.None);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    [LoggerMessage(EventId = 31, EventName = "reply.claim_lost", Level = LogLevel.Warning, Message = "Reply {ReplyId}: another worker has claimed it since; nothing was recorded")]
    private static partial void LogClaimLost(ILogger logger, Guid replyId);

    [LoggerMessage(EventId = 32, EventName = "reply.not_recorded", Level = LogLevel.Error, Message = "Reply {ReplyId} is {State}, and that could not be recorded; trying again. {Reason}")]
    private static partial void LogNotRecorded(ILogger logger, Guid replyId, ReplyState state, string reason);
}
