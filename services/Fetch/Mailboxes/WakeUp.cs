namespace HelpdeskMail.Fetch.Mailboxes;

/// <summary>Ends a wait from outside. A call that comes while nobody waits ends the next wait at once, so that none is lost.</summary>
internal sealed class WakeUp
{
    private readonly Lock gate = new();
    private CancellationTokenSource source = new();

    /// <summary>Ends the present or the next wait.</summary>
    public void Call()
    {
        CancellationTokenSource present;
        lock (gate)
        {
            present = source;
        }

        // What waits goes on by itself, not within this call, which may come from anywhere and hold anything.
        _ = present.CancelAsync();
    }

    /// <summary>The token that was armed last.</summary>
    public CancellationToken Armed
    {
        get
        {
            lock (gate)
            {
                return source.Token;
            }
        }
    }

    /// <summary>A token for the next wait, taken before the work after which one waits: a call that comes during the work is then seen.</summary>
    public CancellationToken Arm()
    {
        lock (gate)
        {
            if (source.IsCancellationRequested)
            {
                source = new CancellationTokenSource();
            }

            return source.Token;
        }
    }
}
