using System.Diagnostics;
using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Mime;
using HelpdeskMail.Mail.Sending;
using HelpdeskMail.Reply.Composing;
using HelpdeskMail.Reply.Holding;
using HelpdeskMail.Reply.Queue;
using HelpdeskMail.Reply.SystemEmails;
using HelpdeskMail.Reply.Telemetry;

namespace HelpdeskMail.Reply.Sending;

/// <summary>
/// One attempt to send one reply. The row says «sending» before the first byte leaves, so a crash from there on is never followed by a blind repetition;
/// before that the attempt leaves no trace.
/// </summary>
internal sealed partial class SendReply(
    SystemEmailDirectory directory, Composer composer, SubmissionPool pool, HandOver handOver, QueueTable queue, OutcomeRecorder outcomes, MailboxHold hold, ReplyMetrics metrics, TimeProvider time, ILogger<SendReply> logger)
{
    private static readonly TimeSpan WhilePaused = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan StoreAway = TimeSpan.FromSeconds(30);

    /// <summary>Makes the attempt and records how it ended.</summary>
    public async Task RunAsync(Claim claim, CancellationToken cancellation)
    {
        using var span = ReplyTelemetry.Source.StartActivity("mail.send", ActivityKind.Producer, claim.TraceParent);
        span?.SetTag("helpdesk.reply.id", claim.Reply.ReplyId).SetTag("helpdesk.system_email.id", claim.Reply.SystemEmailId);
        try
        {
            var email = await directory.FindAsync(claim.Reply.SystemEmailId, claim.HeardOf, cancellation);
            if (email is not { Linked: true, Paused: false, Sending: not null })
            {
                await CannotSendFromAsync(claim, email, cancellation);
                return;
            }

            var composed = await composer.ComposeAsync(claim.Reply, email, cancellation);
            await SendAsync(claim, email, composed, cancellation);
        }
        catch (OutgoingMessageException exception)
        {
            await outcomes.RecordAsync(claim, new AttemptOutcome(ReplyState.Failed, claim.Recipients, $"The mail cannot be written: {exception.Message}", null, Pause: null));
        }
        catch (MailboxTroubleException exception)
        {
            await queue.ReleaseAsync(claim, StoreAway, exception.Message, CancellationToken.None);
        }
    }

    private async Task CannotSendFromAsync(Claim claim, SystemEmailSettings? email, CancellationToken cancellation)
    {
        if (email is null)
        {
            await outcomes.RecordAsync(claim, new AttemptOutcome(ReplyState.Failed, claim.Recipients, "The system email it was to leave from has been removed. Answer from another one.", null, Pause: null));
            return;
        }

        var why = email.Paused ? "is paused" : email.Sending is null ? "is not set up for sending" : "is not linked at present";
        await queue.ReleaseAsync(claim, WhilePaused, $"It waits because {email.Address} {why}; an admin can mend that.", cancellation);
    }

    private async Task SendAsync(Claim claim, SystemEmailSettings email, ComposedReply composed, CancellationToken cancellation)
    {
        var pending = Conclusion.Pending(composed.Recipients, claim.Recipients);
        if (pending.Count == 0)
        {
            await outcomes.RecordAsync(claim, new AttemptOutcome(ReplyState.Failed, claim.Recipients, "It has no recipient that mail could be sent to.", null, Pause: null));
            return;
        }

        RentedSubmission rented;
        try
        {
            rented = await pool.RentAsync(email, fresh: false, cancellation);
        }
        catch (Exception exception) when (exception is MailFailureException or MailboxTroubleException)
        {
            await WaitForMailboxAsync(claim, email, exception);
            return;
        }

        var started = time.GetTimestamp();
        switch (await handOver.RunAsync(claim, email, composed, pending, rented, cancellation))
        {
            case HandOverResult.Answered answered:
                await ConcludeAsync(claim, email, composed, answered.Result, started);
                break;
            case HandOverResult.NothingLeft nothing:
                await outcomes.RecordAsync(claim, nothing.Outcome);
                break;
            case HandOverResult.MailboxBroken broken:
                var (pause, reason) = await hold.HoldAsync(email, broken.Exception, CancellationToken.None);
                await outcomes.RecordAsync(claim, new AttemptOutcome(ReplyState.Queued, claim.Recipients, reason, null, pause, WaitsForMailbox: true));
                break;
            case HandOverResult.ClaimLost:
                break;
        }
    }

    private async Task ConcludeAsync(Claim claim, SystemEmailSettings email, ComposedReply composed, SubmissionResult result, long started)
    {
        if (result is SubmissionResult.Refused { Failure: var failure } && MailboxHold.Concerns(failure.Kind))
        {
            var (pause, reason) = await hold.HoldAsync(email, new MailFailureException(failure, connectionLost: false), CancellationToken.None);
            await outcomes.RecordAsync(claim, new AttemptOutcome(ReplyState.Queued, claim.Recipients, reason, failure.ServerAnswer, pause, WaitsForMailbox: true));
            return;
        }

        var took = time.GetElapsedTime(started);
        var outcome = Conclusion.Of(claim, composed.Recipients, result, time.GetUtcNow(), Random.Shared.NextDouble(), Filing.CopyRule.CanLook(email));
        metrics.Attempted(outcome.State, took, time.GetUtcNow() - claim.Reply.QueuedAt);
        LogAttempted(logger, claim.Reply.ReplyId, email.Address, outcome.State, took, outcome.Reason);
        await outcomes.RecordAsync(claim, outcome);
        if (result is SubmissionResult.Accepted)
        {
            await hold.WellAsync(email, CancellationToken.None);
        }
    }

    private async Task WaitForMailboxAsync(Claim claim, SystemEmailSettings email, Exception exception)
    {
        var (pause, reason) = await hold.HoldAsync(email, exception, CancellationToken.None);
        await queue.ReleaseAsync(claim, pause, reason, CancellationToken.None);
    }

    [LoggerMessage(EventId = 30, EventName = "reply.attempted", Level = LogLevel.Information, Message = "Reply {ReplyId} from {Mailbox}: {State} after {Took}. {Reason}")]
    private static partial void LogAttempted(ILogger logger, Guid replyId, string mailbox, ReplyState state, TimeSpan took, string? reason);
}
