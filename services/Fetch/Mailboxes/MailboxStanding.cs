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
    private bool known;
    private TimeSpan hold;
    private long heldSince;

    /// <summary>The number of a new connection's lane.</summary>
    public int Join() => Interlocked.Increment(ref lanes) - 1;

    /// <summary>Says how one lane fares, null for well; gives what that means for the mailbox.</summary>
    public async Task<MailboxProblem?> SayAsync(int lane, MailboxProblem? problem, CancellationToken cancellation)
    {
        MailboxProblem? whole;
        DateTimeOffset now;
        lock (gate)
        {
            problems[lane] = problem;
            known = true;
            (whole, now) = (problem ?? Array.Find(problems, one => one is not null), time.GetUtcNow());
        }

        await observer.SayAsync(whole, now, cancellation);
        return whole;
    }

    /// <summary>Says again how the mailbox fares when that is due, or when the bus did not take it the last time: a connection may wait for long without anything to say.</summary>
    public async Task RepeatAsync(CancellationToken cancellation)
    {
        MailboxProblem? whole;
        DateTimeOffset now;
        lock (gate)
        {
            if (!known)
            {
                return;
            }

            (whole, now) = (Array.Find(problems, one => one is not null), time.GetUtcNow());
        }

        await observer.SayAsync(whole, now, cancellation);
    }

    /// <summary>The server wants to be left alone for so long, by every connection. Reckoned by the monotonic clock, so that a clock set back prolongs nothing.</summary>
    public void Hold(TimeSpan pause)
    {
        lock (gate)
        {
            if (pause > Left())
            {
                (hold, heldSince) = (pause, time.GetTimestamp());
            }
        }
    }

    /// <summary>What is left of such a pause.</summary>
    public TimeSpan Held
    {
        get
        {
            lock (gate)
            {
                return Left();
            }
        }
    }

    private TimeSpan Left()
    {
        var left = hold - (heldSince == 0 ? hold : time.GetElapsedTime(heldSince));
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
