namespace HelpdeskMail.Helpdesk.Intake;

/// <summary>
/// People go before mail: while pages are asked for, mails are stored one after the other, so that a mailbox of years that is just being read does not make everybody's list slow. Only the
/// database's part of the work waits for its turn: a mail of many megabytes that is still being read holds up no other.
/// </summary>
/// <param name="time">The clock.</param>
public sealed class IntakeTurns(TimeProvider time)
{
    /// <summary>People who work ask for a page every few seconds, and their pages for what is new.</summary>
    private static readonly TimeSpan Reading = TimeSpan.FromSeconds(2);

    /// <summary>Leaves some of the process's connections to the database to the pages.</summary>
    private const int MostAtOnce = 12;

    /// <summary>Whoever has the turn may itself be waiting for somebody, who works on its ticket: after this time another goes as well.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>How long mails that come while people read wait for others to come with.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(40);

    private readonly Lock gate = new();
    private readonly Queue<TaskCompletionSource> waiting = new();
    private long lastAsked = time.GetTimestamp() - (long)(Reading.TotalSeconds * time.TimestampFrequency);
    private int taken;

    private bool MayTake => taken == 0 || (taken < MostAtOnce && !IsRead);

    private bool IsRead => time.GetElapsedTime(Interlocked.Read(ref lastAsked)) < Reading;

    /// <summary>Notes that a person waits for a page.</summary>
    public void PageAskedFor() => Interlocked.Exchange(ref lastAsked, time.GetTimestamp());

    /// <summary>Comes when a mail that has just come may go on: a moment later while people read, with those that came in that moment. What a statement costs is much the same for one mail and for twenty, and what the database is spared is left to the pages.</summary>
    public Task GatherAsync() => IsRead ? Task.Delay(Gathering, time) : Task.CompletedTask;

    /// <summary>Waits for a turn; disposing it gives the turn on.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    public async ValueTask<IDisposable> TakeAsync(CancellationToken cancellation)
    {
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            waiting.Enqueue(mine);
            LetIn();
        }

        await using var given = cancellation.UnsafeRegister(_ => mine.TrySetCanceled(cancellation), null);
        while (true)
        {
            try
            {
                await mine.Task.WaitAsync(Patience, time, CancellationToken.None);
                return new Turn(this);
            }
            catch (TimeoutException)
            {
                lock (gate)
                {
                    _ = taken < MostAtOnce && LetOneIn();
                }
            }
        }
    }

    /// <summary>Whoever waits while nobody has a turn is let in at once, so there is always one whose end lets in the next.</summary>
    private void LetIn()
    {
        while (MayTake && LetOneIn())
        {
            // The next may be let in as well.
        }
    }

    private bool LetOneIn()
    {
        if (!waiting.TryDequeue(out var next))
        {
            return false;
        }

        taken += next.TrySetResult() ? 1 : 0;
        return true;
    }

    private sealed class Turn(IntakeTurns turns) : IDisposable
    {
        private bool given;

        public void Dispose()
        {
            lock (turns.gate)
            {
                if (given)
                {
                    return;
                }

                given = true;
                turns.taken--;
                turns.LetIn();
            }
        }
    }
}
