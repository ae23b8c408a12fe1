using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Fetch.Observing;
using HelpdeskMail.Fetch.Watching;
using MassTransit;

namespace HelpdeskMail.Fetch.Mailboxes;

/// <summary>What the connections of one mailbox have in common: how the mailbox fares as a whole, and a pause that its server wants of all of them.</summary>
internal sealed class MailboxStanding(WatchedMailbox watched, int connections, IBus bus, TimeProvider time, ILogger<MailboxStanding> logger)
{
    private readonly MailboxObserver observer = new(watched.Id, bus, time, logger);
    private readonly MailboxProblem?[] problems = new MailboxProblem?[connections];
    private readonly Lock gate = new();
    private int lanes;
    private DateTimeOffset heldUntil;

    /// <summary>The number of a new connection's lane.</summary>
    public int Join() => Interlocked.Increment(ref lanes) - 1;

    /// <summary>Says how one lane fares, null for well; gives what that means for the mailbox.</summary>
    public async Task<MailboxProblem?> SayAsync(int lane, MailboxProblem? problem, CancellationToken cancellation)
    {
        MailboxProblem? whole;
        lock (gate)
        {
            problems[lane] = problem;
            whole = problem ?? Array.Find(problems, one => one is not null);
        }

        await observer.SayAsync(whole, cancellation);
        return whole;
    }

    /// <summary>The server wants to be left alone for so long, by every connection.</summary>
    public void Hold(TimeSpan pause)
    {
        lock (gate)
        {
            var until = time.GetUtcNow() + pause;
            heldUntil = until > heldUntil ? until : heldUntil;
        }
    }

    /// <summary>What is left of such a pause.</summary>
    public TimeSpan Held
    {
        get
        {
            lock (gate)
            {
                var left = heldUntil - time.GetUtcNow();
                return left > TimeSpan.Zero ? left : TimeSpan.Zero;
            }
        }
    }
}
