using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Reply.Filing;
using HelpdeskMail.Reply.Queue;
using HelpdeskMail.Reply.Sending;
using HelpdeskMail.Reply.SystemEmails;

namespace HelpdeskMail.Reply.Holding;

/// <summary>
/// Stops a mailbox's queue for what concerns all its replies: no way in, no right to send, throttled. Its replies wait, none is failed for it, and they
/// leave oldest first when it is mended.
/// </summary>
internal sealed partial class MailboxHold(HoldTable holds, MailboxObserver observer, TimeProvider time, ILogger<MailboxHold> logger)
{
    /// <summary>Whether a refusal concerns the mailbox and not the one reply. A full mailbox is ours only where the server puts a copy of what it takes into ours; elsewhere it is a recipient's.</summary>
    public static bool Concerns(MailFailureKind kind, SystemEmailSettings email, SendingSettings way) => kind is MailFailureKind.MailboxFull ? CopyRule.IsServers(email, way) : kind is
        MailFailureKind.NotSignedIn or MailFailureKind.AccessTokenExpired or MailFailureKind.AccessTokenRefused or MailFailureKind.PasswordRefused or MailFailureKind.PasswordsNoLongerTaken
        or MailFailureKind.ClaimsChallenge or MailFailureKind.PermissionMissing or MailFailureKind.MailboxNotConnected or MailFailureKind.SendAsDenied or MailFailureKind.SubmissionOffForMailbox or MailFailureKind.SubmissionOffForTenant or MailFailureKind.BlockedByPolicy
        or MailFailureKind.Throttled or MailFailureKind.TooManyConnections or MailFailureKind.SendingLimitReached;

    /// <summary>
    /// Holds the mailbox; gives the pause and, in words for an agent, why. A late failure of an attempt that began before the settings were changed, or before somebody let the mailbox go on, holds nothing and raises no
    /// alarm: its reply is due at once.
    /// </summary>
    public async Task<(TimeSpan Pause, string Reason)> HoldAsync(SystemEmailSettings email, int heardOf, long lifts, Exception exception, CancellationToken cancellation)
    {
        var (code, what, remedy, answer, transient, told) = exception switch
        {
            MailFailureException { Failure: var failure } => (failure.Code, failure.What, failure.Remedy, failure.ServerAnswer, failure.IsTransient, failure.RetryAfter),
            MailboxTroubleException trouble => (trouble.Code, trouble.Message, trouble.Remedy, trouble.ServerAnswer, trouble.IsTransient, trouble.RetryAfter),
            _ => ("internal_error", "Sending stopped at an error of the program.", "It is tried again by itself.", null, true, null),
        };
        var why = $"It waits because nothing can leave from {email.Address} now: {what}";
        var held = await holds.HoldAsync(email.Id, Math.Max(email.Revision, heardOf), lifts, what, failures => RetryPause.OfMailbox(failures, transient, told, Random.Shared.NextDouble()), cancellation);
        if (held is not { } pause)
        {
            return (TimeSpan.Zero, why);
        }

        LogHeld(logger, email.Address, code, pause, what);
        await observer.SayAsync(email.Id, new MailboxProblem(code, what, remedy, answer, transient || told is not null ? time.GetUtcNow() + pause : null), cancellation);
        return (pause, why);
    }

    /// <summary>Something left the mailbox, which was held before or not.</summary>
    public async Task WellAsync(SystemEmailSettings email, bool wasHeld, CancellationToken cancellation)
    {
        if (wasHeld)
        {
            await holds.LiftAsync(email.Id, cancellation);
        }

        await observer.SayAsync(email.Id, problem: null, cancellation);
    }

    [LoggerMessage(EventId = 21, EventName = "mailbox.held", Level = LogLevel.Warning, Message = "{Mailbox}: {Code}, nothing is sent for {Pause}. {What}")]
    private static partial void LogHeld(ILogger logger, string mailbox, string code, TimeSpan pause, string what);
}
