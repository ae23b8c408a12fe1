namespace HelpdeskMail.ServiceDefaults.Bus.Postgres;

/// <summary>
/// What this process knows of a queue it consumes: whether something arrived since it last looked, and when the next delayed message or
/// abandoned lock is due. It spares the database every look that could find nothing.
/// </summary>
internal sealed class QueueWatch(string name, QueueRow row, TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly HashSet<long> formerIds = [];
    private QueueRow row = row;
    private TaskCompletionSource? waiter;
    private bool woken = true;
    private DateTimeOffset due = DateTimeOffset.MinValue;

    public string Name => name;

    public long Id => row.Id;

    public int MaxDeliveries => row.MaxDeliveries;

    /// <summary>How long the queue may be idle before it is removed; null when it stays.</summary>
    public TimeSpan? IdleLimit { get; private set; }

    /// <summary>True when the queue has or had this key; it gets another when it was removed for idleness and made again.</summary>
    public bool Answers(long id)
    {
        lock (gate)
        {
            return row.Id == id || formerIds.Contains(id);
        }
    }

    /// <summary>Takes the queue as the database has it now.</summary>
    public void Update(QueueRow current, TimeSpan? idleLimit)
    {
        lock (gate)
        {
            IdleLimit = idleLimit ?? IdleLimit;
            if (current.Id != row.Id)
            {
                formerIds.Add(row.Id);
                woken = true;
            }

            row = current;
        }
    }

    /// <summary>Something may be there: the next fetch asks the database, and a waiting consumer does so now.</summary>
    public void Wake()
    {
        lock (gate)
        {
            woken = true;
            waiter?.TrySetResult();
        }
    }

    /// <summary>True when a fetch could find something. Called before the fetch, so that what arrives during it is not missed.</summary>
    public bool TryBeginFetch()
    {
        lock (gate)
        {
            if (!woken && time.GetUtcNow() < due)
            {
                return false;
            }

            woken = false;
            return true;
        }
    }

    /// <summary>Records what a fetch found.</summary>
    /// <param name="mayHoldMore">The fetch gave as many messages as it asked for.</param>
    /// <param name="lookAgainIn">Longest time until the next fetch, even if nothing is announced.</param>
    public void EndFetch(bool mayHoldMore, TimeSpan lookAgainIn)
    {
        lock (gate)
        {
            woken |= mayHoldMore;
            due = time.GetUtcNow() + lookAgainIn;
        }
    }

    /// <summary>
    /// Returns when a fetch could find something, or after <paramref name="limit"/>; never within the call that cancels it. The core cancels under a lock of its own when a message has been handled, and what it does next
    /// may block its thread until others have been: under that lock they never could be, and the endpoint would stand still for good.
    /// </summary>
    public async Task WaitAsync(TimeSpan limit, CancellationToken cancellation)
    {
        Task announced;
        TimeSpan wait;
        lock (gate)
        {
            wait = due - time.GetUtcNow();
            if (woken || wait <= TimeSpan.Zero)
            {
                return;
            }

            waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            announced = waiter.Task;
        }

        try
        {
            await announced.WaitAsync(wait < limit ? wait : limit, time, cancellation);
        }
        catch (TimeoutException)
        {
            // Nothing was announced; the caller looks for itself.
        }
        finally
        {
            await Task.Yield();
        }
    }
}
