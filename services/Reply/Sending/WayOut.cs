using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Reply.Queue;

namespace HelpdeskMail.Reply.Sending;

/// <summary>
/// The ways by which mail leaves a mailbox: the one that is set, and the other one where the admin allows it. The other one is for a way that cannot be used at all (no connection, no right, switched off);
/// what concerns the mailbox itself, such as a limit or a full store, would meet it there too and is waited for.
/// </summary>
internal sealed partial class WayOut(ClosedWays closed, ILogger<WayOut> logger)
{
    /// <summary>The ways to try, in order; at least one.</summary>
    public async Task<IReadOnlyList<SendingSettings>> ListAsync(SystemEmailSettings email, CancellationToken cancellation)
    {
        if (email.Sending!.Fallback is not { } other)
        {
            return [email.Sending];
        }

        var shut = await closed.ListAsync(email.Id, cancellation);
        return shut.Contains(email.Sending.Protocol) && !shut.Contains(other.Protocol) ? [other, email.Sending] : [email.Sending, other];
    }

    /// <summary>Whether another way may help where this one met that trouble.</summary>
    public static bool MayGoAnotherWay(Exception trouble) => trouble is not MailFailureException
    {
        Failure.Kind: MailFailureKind.Throttled or MailFailureKind.TooManyConnections or MailFailureKind.SendingLimitReached or MailFailureKind.MailboxFull,
    };

    /// <summary>Leaves a way alone for a while, unless the mailbox was changed or let go on since the attempt that met the trouble was claimed.</summary>
    public async Task CloseAsync(SystemEmailSettings email, Claim claim, SendingSettings way, Exception trouble, CancellationToken cancellation)
    {
        var (code, transient, told) = trouble switch
        {
            MailFailureException { Failure: var failure } => (failure.Code, failure.IsTransient, failure.RetryAfter),
            SystemEmails.MailboxTroubleException other => (other.Code, other.IsTransient, other.RetryAfter),
            _ => ("internal_error", true, null),
        };
        var closedFor = await closed.CloseAsync(
            email.Id, Math.Max(email.Revision, claim.HeardOf), claim.Lifts, way.Protocol, code, trouble.Message, failures => RetryPause.OfMailbox(failures, transient, told, Random.Shared.NextDouble()), cancellation);
        if (closedFor is { } pause)
        {
            LogClosed(logger, email.Address, way.Protocol, code, pause, trouble.Message);
        }
    }

    /// <summary>A way has let a mail out.</summary>
    public async Task WellAsync(SystemEmailSettings email, SendingSettings way, CancellationToken cancellation)
    {
        if (email.Sending!.Fallback is not null)
        {
            await closed.OpenAsync(email.Id, way.Protocol, cancellation);
        }
    }

    [LoggerMessage(EventId = 34, EventName = "way.closed", Level = LogLevel.Warning, Message = "{Mailbox}: {Protocol} cannot be used ({Code}); the other way is taken for {Pause}. {Reason}")]
    private static partial void LogClosed(ILogger logger, string mailbox, SendingProtocol protocol, string code, TimeSpan pause, string reason);
}
