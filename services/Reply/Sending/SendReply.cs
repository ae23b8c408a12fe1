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
    SystemEmailDirectory directory, Composer composer, SubmissionPool pool, QueueTable queue, MailboxHold hold, ReplyMetrics metrics, TimeProvider time, ILogger<SendReply> logger)
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
            var email = await directory.FindAsync(claim.Reply.SystemEmailId, cancellation);
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
            await RecordAsync(claim, new AttemptOutcome(ReplyState.Failed, claim.Recipients, $"The mail cannot be written: {exception.Message}", null, Pause: null));
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
            await RecordAsync(claim, new AttemptOutcome(ReplyState.Failed, claim.Recipients, "The system email it was to leave from has been removed. Answer from another one.", null, Pause: null));
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
            await RecordAsync(claim, new AttemptOutcome(ReplyState.Failed, claim.Recipients, "It has no recipient that mail could be sent to.", null, Pause: null));
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
        if (!await BeginAsync(claim, email, rented, cancellation))
        {
            return;
        }

        await ConcludeAsync(claim, email, composed, await SubmitAsync(claim, email, composed, pending, rented, cancellation), started);
    }

    private async Task<bool> BeginAsync(Claim claim, SystemEmailSettings email, RentedSubmission rented, CancellationToken cancellation)
    {
        var begun = false;
        try
        {
            begun = await queue.BeginSendingAsync(claim, $"{email.Sending!.Server.Host}:{email.Sending.Server.Port}", cancellation);
            if (!begun)
            {
                LogClaimLost(logger, claim.Reply.ReplyId);
            }

            return begun;
        }
        finally
        {
            if (!begun)
            {
                await pool.ReturnAsync(rented);
            }
        }
    }

    private async Task<SubmissionResult?> SubmitAsync(
        Claim claim, SystemEmailSettings email, ComposedReply composed, IReadOnlyList<string> pending, RentedSubmission first, CancellationToken cancellation)
    {
        RentedSubmission? rented = first;
        try
        {
            var result = await SubmitOverAsync(rented, claim, email, composed, pending, cancellation);
            if (result is SubmissionResult.NotSent && rented.IsReused)
            {
                // The server had closed a kept connection; nothing was said over it, so a new one is no second attempt.
                await pool.ReturnAsync(rented);
                rented = null;
                rented = await pool.RentAsync(email, fresh: true, cancellation);
                result = await SubmitOverAsync(rented, claim, email, composed, pending, cancellation);
            }

            return result;
        }
        catch (AttachmentMissingException exception)
        {
            await RecordAsync(claim, new AttemptOutcome(ReplyState.Failed, claim.Recipients, exception.Message, null, Pause: null));
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            LogStoreAway(logger, claim.Reply.ReplyId, exception);
            await RecordAsync(claim, new AttemptOutcome(ReplyState.Queued, claim.Recipients, "Its attachments cannot be read now; it is tried again.", null, StoreAway));
        }
        catch (ArgumentException exception)
        {
            await RecordAsync(claim, new AttemptOutcome(ReplyState.Failed, claim.Recipients, $"An address cannot be shown to a mail server: {exception.Message}", null, Pause: null));
        }
        catch (OperationCanceledException)
        {
            await RecordAsync(claim, new AttemptOutcome(ReplyState.Queued, claim.Recipients, null, null, TimeSpan.Zero));
        }
        catch (Exception exception) when (exception is MailFailureException or MailboxTroubleException)
        {
            var (pause, reason) = await hold.HoldAsync(email, exception, CancellationToken.None);
            await RecordAsync(claim, new AttemptOutcome(ReplyState.Queued, claim.Recipients, reason, null, pause));
        }
        finally
        {
            if (rented is not null)
            {
                await pool.ReturnAsync(rented);
            }
        }

        return null;
    }

    /// <summary>Automatic mail leaves without a return address (RFC 3834 section 3.3), except from servers that insist on one.</summary>
    private static async Task<SubmissionResult> SubmitOverAsync(
        RentedSubmission rented, Claim claim, SystemEmailSettings email, ComposedReply composed, IReadOnlyList<string> pending, CancellationToken cancellation)
    {
        var sender = claim.Reply.Automatic && email.Provider != "microsoft365" ? "" : email.Address;
        var result = await rented.Submission.SubmitAsync(Envelope.Of(sender, pending), composed.Content, cancellation);
        return sender.Length == 0 && result is SubmissionResult.Refused { Failure.Kind: MailFailureKind.SendAsDenied } && rented.Submission.IsUsable
            ? await rented.Submission.SubmitAsync(Envelope.Of(email.Address, pending), composed.Content, cancellation)
            : result;
    }

    private async Task ConcludeAsync(Claim claim, SystemEmailSettings email, ComposedReply composed, SubmissionResult? result, long started)
    {
        if (result is null)
        {
            return;
        }

        if (result is SubmissionResult.Refused { Failure: var failure } && MailboxHold.Concerns(failure.Kind))
        {
            var (pause, reason) = await hold.HoldAsync(email, new MailFailureException(failure, connectionLost: false), CancellationToken.None);
            await RecordAsync(claim, new AttemptOutcome(ReplyState.Queued, claim.Recipients, reason, failure.ServerAnswer, pause));
            return;
        }

        var took = time.GetElapsedTime(started);
        var outcome = Conclusion.Of(claim, composed.Recipients, result, time.GetUtcNow(), Random.Shared.NextDouble(), Filing.CopyRule.IsOurs(email));
        metrics.Attempted(outcome.State, took, time.GetUtcNow() - claim.Reply.QueuedAt);
        LogAttempted(logger, claim.Reply.ReplyId, email.Address, outcome.State, took, outcome.Reason);
        await RecordAsync(claim, outcome);
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

    /// <summary>What is known now must not be lost to a database that is away for a moment: it is tried for two minutes before the row is left to become unknown.</summary>
    private async Task RecordAsync(Claim claim, AttemptOutcome outcome)
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
            catch (Npgsql.NpgsqlException exception) when (time.GetElapsedTime(started) < TimeSpan.FromMinutes(2))
            {
                LogNotRecorded(logger, claim.Reply.ReplyId, outcome.State, exception);
                await Task.Delay(TimeSpan.FromSeconds(1), time, CancellationToken.None);
            }
        }
    }

    [LoggerMessage(EventId = 30, EventName = "reply.attempted", Level = LogLevel.Information, Message = "Reply {ReplyId} from {Mailbox}: {State} after {Took}. {Reason}")]
    private static partial void LogAttempted(ILogger logger, Guid replyId, string mailbox, ReplyState state, TimeSpan took, string? reason);

    [LoggerMessage(EventId = 31, EventName = "reply.claim_lost", Level = LogLevel.Warning, Message = "Reply {ReplyId}: another worker has claimed it since; nothing was changed")]
    private static partial void LogClaimLost(ILogger logger, Guid replyId);

    [LoggerMessage(EventId = 32, EventName = "reply.not_recorded", Level = LogLevel.Error, Message = "Reply {ReplyId} is {State}, and that could not be recorded; trying again")]
    private static partial void LogNotRecorded(ILogger logger, Guid replyId, ReplyState state, Exception exception);

    [LoggerMessage(EventId = 33, EventName = "reply.store_away", Level = LogLevel.Warning, Message = "Reply {ReplyId}: its attachments could not be read")]
    private static partial void LogStoreAway(ILogger logger, Guid replyId, Exception exception);
}
