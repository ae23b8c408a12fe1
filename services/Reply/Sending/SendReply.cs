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
    SystemEmailDirectory directory, Composer composer, WayOut wayOut, SubmissionPool pool, HandOver handOver, AttemptTable attempts, MailboxSlots slots, OutcomeRecorder outcomes, MailboxHold hold, ReplyMetrics metrics, TimeProvider time, ILogger<SendReply> logger)
{
    private static readonly TimeSpan WhilePaused = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan StoreAway = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AfterBreak = TimeSpan.FromSeconds(10);

    /// <summary>Makes the attempt and records how it ended.</summary>
    public async Task RunAsync(Claim claim, RunningAttempt attempt)
    {
        var cancellation = attempt.Cancellation;
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

            if (!claim.LimitsCounted && email.Sending.Limits is { MessagesPerMinute: not null } or { RecipientsPerDay: not null })
            {
                // Its limits were not known yet when it was claimed; now they are.
                await attempts.GiveBackAsync(claim, CancellationToken.None);
                return;
            }

            await SendAsync(claim, email, attempt);
        }
        catch (OutgoingMessageException exception)
        {
            await outcomes.RecordAsync(claim, new AttemptOutcome(ReplyState.Failed, claim.Recipients, $"The mail cannot be written: {exception.Message}", null, Pause: null));
        }
        catch (Exception exception) when (attempt.SentNothing)
        {
            // Left as it is, the row would be unknown when its claim runs out. This worker knows better.
            LogBrokenOff(logger, claim.Reply.ReplyId, exception);
            await outcomes.RecordAsync(claim, new AttemptOutcome(ReplyState.Queued, claim.Recipients, "Nothing was sent by the last attempt; it is tried again.", null, AfterBreak));
        }
        catch (MailboxTroubleException exception)
        {
            await attempts.ReleaseAsync(claim, StoreAway, exception.Message, held: false, CancellationToken.None);
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
        await attempts.ReleaseAsync(claim, WhilePaused, $"It waits because {email.Address} {why}; an admin can mend that.", held: false, cancellation);
    }

    /// <summary>Tries one way after the other, until one of them has an answer about the reply itself.</summary>
    private async Task SendAsync(Claim claim, SystemEmailSettings email, RunningAttempt attempt)
    {
        var cancellation = attempt.Cancellation;
        var begun = false;
        Exception? trouble = null;
        foreach (var way in await wayOut.ListAsync(email, cancellation))
        {
            if (trouble is not null)
            {
                await wayOut.CloseAsync(email, claim, Other(email, way), trouble, cancellation);
            }

            if (await LayOutAsync(claim, claim.Reply, email, cancellation) is not { } composed)
            {
                return;
            }

            var pending = Conclusion.Pending(composed.Recipients, claim.Recipients);
            if (pending.Count == 0)
            {
                await outcomes.RecordAsync(claim, new AttemptOutcome(ReplyState.Failed, claim.Recipients, "It has no recipient that mail could be sent to.", null, Pause: null));
                return;
            }

            // Graph sends to whom the header names: those who have it already may not stand there. And a server without SMTPUTF8 takes no header that names an address beyond ASCII.
            var named = way.Protocol == SendingProtocol.Graph ? pending : [.. composed.Recipients.Except(Conclusion.BeyondServer(claim.Recipients), StringComparer.OrdinalIgnoreCase)];
            if (named.Count < composed.Recipients.Count)
            {
                composed = await LayOutAsync(claim, claim.Reply.For(named), email, cancellation);
            }

            if (composed is null)
            {
                return;
            }

            (trouble, var asked) = await TryAsync(claim, email, way, composed, pending, attempt);
            begun |= asked;
            attempt.SentNothing = begun && trouble is not null;
            if (trouble is null)
            {
                return;
            }

            if (!WayOut.MayGoAnotherWay(trouble))
            {
                break;
            }
        }

        await WaitForMailboxAsync(claim, email, trouble!, begun);
    }

    /// <summary>The mail as it will be written; null, and the attempt concluded, where its files cannot be read: attached messages and texts are looked at now.</summary>
    private async Task<ComposedReply?> LayOutAsync(Claim claim, OutgoingReply reply, SystemEmailSettings email, CancellationToken cancellation)
    {
        AttemptOutcome outcome;
        try
        {
            return await composer.ComposeAsync(reply, email, DeliveryMark.Of(claim), cancellation);
        }
        catch (Exception exception) when (HandOver.OfFiles(exception, claim, cancellation) is { } met)
        {
            outcome = met;
        }

        await outcomes.RecordAsync(claim, outcome);
        return null;
    }

    /// <summary>Gives what keeps every reply of the mailbox from going this way, or null when the attempt is concluded; and whether the row says «sending».</summary>
    private async Task<(Exception? Trouble, bool Begun)> TryAsync(
        Claim claim, SystemEmailSettings email, SendingSettings way, ComposedReply composed, IReadOnlyList<string> pending, RunningAttempt attempt)
    {
        RentedSubmission rented;
        try
        {
            rented = await pool.RentAsync(email, way, fresh: false, attempt.Cancellation);
        }
        catch (Exception exception) when (exception is MailFailureException or MailboxTroubleException)
        {
            return (exception, Begun: false);
        }

        var started = time.GetTimestamp();
        attempt.SentNothing = false;
        switch (await handOver.RunAsync(claim, email, composed, pending, rented, attempt))
        {
            case HandOverResult.Answered { Result: SubmissionResult.Refused { Failure: var failure } } when MailboxHold.Concerns(failure.Kind, email, way):
                return (new MailFailureException(failure, connectionLost: false), Begun: true);
            case HandOverResult.Answered answered:
                await ConcludeAsync(claim, email, way, composed, answered.Result, started);
                break;
            case HandOverResult.NothingLeft nothing:
                await outcomes.RecordAsync(claim, nothing.Outcome);
                break;
            case HandOverResult.MailboxBroken broken:
                return (broken.Exception, Begun: true);
            case HandOverResult.ClaimLost:
                break;
        }

        return (null, Begun: true);
    }

    private static SendingSettings Other(SystemEmailSettings email, SendingSettings way) => email.Sending!.Protocol == way.Protocol ? email.Sending.Fallback! : email.Sending;

    private async Task ConcludeAsync(Claim claim, SystemEmailSettings email, SendingSettings way, ComposedReply composed, SubmissionResult result, long started)
    {
        var took = time.GetElapsedTime(started);
        var outcome = Conclusion.Of(claim, composed.Recipients, result, time.GetUtcNow(), Random.Shared.NextDouble(), Filing.CopyRule.CanLook(email));
        metrics.Attempted(outcome, way.Protocol, took, time.GetUtcNow() - claim.Reply.QueuedAt);
        LogAttempted(logger, claim.Reply.ReplyId, email.Address, way.Protocol, outcome.State, took, outcome.Reason);
        await outcomes.RecordAsync(claim, outcome);
        if (result is SubmissionResult.Accepted)
        {
            await hold.WellAsync(email, claim.MailboxWasHeld, CancellationToken.None);
            await wayOut.WellAsync(email, way, CancellationToken.None);
        }
    }

    /// <summary>Without having begun the attempt counts for nothing; having begun, the row has to say again that it waits.</summary>
    private async Task WaitForMailboxAsync(Claim claim, SystemEmailSettings email, Exception trouble, bool begun)
    {
        var (pause, reason) = await hold.HoldAsync(email, claim.HeardOf, claim.Lifts, trouble, CancellationToken.None);
        slots.StopLine(email.Id, pause, reason);
        if (begun)
        {
            var answer = (trouble as MailFailureException)?.Failure.ServerAnswer;
            await outcomes.RecordAsync(claim, new AttemptOutcome(ReplyState.Queued, claim.Recipients, reason, answer, pause, WaitsForMailbox: true));
        }
        else
        {
            await attempts.ReleaseAsync(claim, pause, reason, held: true, CancellationToken.None);
        }
    }

    [LoggerMessage(EventId = 35, EventName = "reply.broken_off", Level = LogLevel.Warning, Message = "Reply {ReplyId} was not sent, and what was to follow from that broke off; it is queued again")]
    private static partial void LogBrokenOff(ILogger logger, Guid replyId, Exception exception);

    [LoggerMessage(EventId = 30, EventName = "reply.attempted", Level = LogLevel.Information, Message = "Reply {ReplyId} from {Mailbox} by {Protocol}: {State} after {Took}. {Reason}")]
    private static partial void LogAttempted(ILogger logger, Guid replyId, string mailbox, SendingProtocol protocol, ReplyState state, TimeSpan took, string? reason);
}
