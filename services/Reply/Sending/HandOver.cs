using System.Text;
using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Sending;
using HelpdeskMail.Reply.Composing;
using HelpdeskMail.Reply.Filing;
using HelpdeskMail.Reply.Queue;
using HelpdeskMail.Reply.SystemEmails;
using Npgsql;

namespace HelpdeskMail.Reply.Sending;

/// <summary>Hands one reply to a server over one connection, after the row has been made to say so.</summary>
internal sealed partial class HandOver(AttemptTable attempts, SubmissionPool pool, ILogger<HandOver> logger)
{
    private static readonly TimeSpan StoreAway = TimeSpan.FromSeconds(30);

    /// <summary>What follows from an exception of reading the reply's files, before all of it has left; null where it is about something else.</summary>
    public static AttemptOutcome? OfFiles(Exception exception, Claim claim, CancellationToken cancellation) => exception switch
    {
        AttachmentMissingException => new AttemptOutcome(ReplyState.Failed, claim.Recipients, exception.Message, null, Pause: null),
        OperationCanceledException when cancellation.IsCancellationRequested => null,
        OperationCanceledException or HttpRequestException or IOException => new AttemptOutcome(ReplyState.Queued, claim.Recipients, "Its attachments cannot be read now; it is tried again.", null, StoreAway),
        _ => null,
    };

    /// <summary>Hands it over and gives the connection back.</summary>
    public async Task<HandOverResult> RunAsync(
        Claim claim, SystemEmailSettings email, ComposedReply composed, IReadOnlyList<string> pending, RentedSubmission first, RunningAttempt attempt)
    {
        var cancellation = attempt.Cancellation;
        RentedSubmission? rented = first;
        try
        {
            var way = first.Way;
            if (!await attempts.BeginSendingAsync(claim, way.Protocol, $"{way.Server.Host}:{way.Server.Port}", CopyRule.FiledIn(email, way), cancellation))
            {
                return new HandOverResult.ClaimLost();
            }

            var result = await SubmitAsync(rented, claim, email, composed, pending, attempt);
            if (NeedsNewToken(result) is { } refusal && rented.EndsAt is { } rejected)
            {
                // A service without sign-in looks at the token only with the message, and a refusal for its sake has taken nothing.
                pool.Return(rented);
                rented = null;
                rented = await pool.RentWithNewTokenAsync(email, way, rejected, refusal, cancellation);
                result = await SubmitAsync(rented, claim, email, composed, pending, attempt);
            }
            else if (rented.IsReused && (result is SubmissionResult.NotSent || HasEnoughOfUs(result, rented)))
            {
                // The server had closed a kept connection; nothing was said over it, so a new one is no second attempt.
                pool.Return(rented);
                rented = null;
                rented = await pool.RentAsync(email, way, fresh: true, cancellation);
                result = await SubmitAsync(rented, claim, email, composed, pending, attempt);
            }

            return new HandOverResult.Answered(result);
        }
        catch (Exception exception) when (exception is MailFailureException or MailboxTroubleException)
        {
            return new HandOverResult.MailboxBroken(exception);
        }
        catch (Exception exception) when (OutcomeOf(exception, claim, cancellation) is not null)
        {
            LogNotLeft(logger, claim.Reply.ReplyId, exception.Message);
            return new HandOverResult.NothingLeft(OutcomeOf(exception, claim, cancellation)!);
        }
        finally
        {
            if (rented is not null)
            {
                pool.Return(rented);
            }
        }
    }

    private static MailFailure? NeedsNewToken(SubmissionResult result) => result switch
    {
        SubmissionResult.Refused { Failure: var failure } when SubmissionPool.IsTokenRefused(failure) => failure,
        SubmissionResult.NotSent { Failure: var failure } when SubmissionPool.IsTokenRefused(failure) => failure,
        _ => null,
    };

    /// <summary>Automatic mail leaves without a return address (RFC 3834 section 3.3), except from servers that insist on one.</summary>
    private static async Task<SubmissionResult> SubmitAsync(
        RentedSubmission rented, Claim claim, SystemEmailSettings email, ComposedReply composed, IReadOnlyList<string> pending, RunningAttempt attempt)
    {
        var cancellation = attempt.Cancellation;
        var content = GuardedBy(attempt, composed.Content);
        var sender = claim.Reply.Automatic && email.Provider != "microsoft365" ? "" : email.Address;
        var result = await rented.Submission.SubmitAsync(EnvelopeOf(claim, sender, composed, pending), content, cancellation);
        result = sender.Length == 0 && InsistsOnSender(result) && rented.Submission.IsUsable
            ? await rented.Submission.SubmitAsync(EnvelopeOf(claim, email.Address, composed, pending), content, cancellation)
            : result;
        return result with { Recipients = [.. result.Recipients.Select(answer => answer with { Address = composed.AsWritten(answer.Address) })] };
    }

    /// <summary>Exchange says so after the message; Amazon and others refuse MAIL FROM:&lt;&gt; itself, before any recipient was asked about.</summary>
    private static bool InsistsOnSender(SubmissionResult result) =>
        result is SubmissionResult.Refused { Failure.IsTransient: false } refused && (refused.Failure.Kind == MailFailureKind.SendAsDenied || refused.Recipients.All(answer => answer.Code == 0));

    /// <summary>A worker that stood still for too long finds that out before the last byte: until that has left, nobody has the message.</summary>
    private static MessageContent GuardedBy(RunningAttempt attempt, MessageContent content) => content with
    {
        WriteToAsync = async (target, token) =>
        {
            await content.WriteToAsync(target, token);
            attempt.ThrowIfOver();
        },
    };

    /// <summary>A server that ends a session after so many messages, or so long, says 421 to the next one; it has not taken that.</summary>
    private static bool HasEnoughOfUs(SubmissionResult result, RentedSubmission rented) =>
        result is SubmissionResult.Refused { Failure: { IsTransient: true, ServerAnswer: { } answer } } && answer.StartsWith("421", StringComparison.Ordinal) && !rented.Submission.IsUsable;

    /// <summary>
    /// Asks for reports of failure and of delay, with our mark, the address as we know it, and the header only (RFC 3461); of automatic mail nobody wants to hear. An address beyond ASCII would need another
    /// form of ORCPT (RFC 6533), which few servers know.
    /// </summary>
    private static Envelope EnvelopeOf(Claim claim, string sender, ComposedReply composed, IReadOnlyList<string> pending)
    {
        var notices = claim.Reply.Automatic ? DeliveryNotices.Never : DeliveryNotices.Failure | DeliveryNotices.Delay;
        return new Envelope(sender, [.. pending.Select(composed.ForEnvelope).Select(address => new EnvelopeRecipient(address, notices, Ascii.IsValid(address) ? address : null))], DeliveryMark.Of(claim), ReturnHeadersOnly: true);
    }

    /// <summary>
    /// What follows from an exception that kept the message from leaving; null for a bug. A database that fails while the row is to say «sending» leaves it
    /// open what the row says, but nothing has left, and this worker alone knows that.
    /// </summary>
    private static AttemptOutcome? OutcomeOf(Exception exception, Claim claim, CancellationToken cancellation) => exception switch
    {
        ArgumentException => new AttemptOutcome(ReplyState.Failed, claim.Recipients, $"An address cannot be shown to a mail server: {exception.Message}", null, Pause: null),
        NpgsqlException => new AttemptOutcome(ReplyState.Queued, claim.Recipients, null, null, TimeSpan.Zero),
        OperationCanceledException when cancellation.IsCancellationRequested => new AttemptOutcome(ReplyState.Queued, claim.Recipients, null, null, TimeSpan.Zero),
        _ => OfFiles(exception, claim, cancellation),
    };

    [LoggerMessage(EventId = 33, EventName = "reply.not_left", Level = LogLevel.Warning, Message = "Reply {ReplyId} did not leave: {Reason}")]
    private static partial void LogNotLeft(ILogger logger, Guid replyId, string reason);
}
