namespace HelpdeskMail.Fetch.Connecting;

/// <summary>
/// The limits of one mail server. Whoever waits gets its turn in the order it came, and gets one: as long as somebody waits, as many of those whose connections only wait for mail are asked to give their places up, the
/// one that has rested longest first.
/// </summary>
internal sealed class ServerGate(int connections, int connecting)
{
    private readonly Lock gate = new();
    private readonly SemaphoreSlim beginning = new(connecting);
    private readonly LinkedList<TaskCompletionSource<ServerPlace>> waiting = [];
    private readonly LinkedList<ServerPlace> resting = [];
    private int free = connections;
    private int asked;

    /// <summary>Waits for a place for a connection; disposing of what it gives frees it.</summary>
    public async Task<ServerPlace> EnterAsync(CancellationToken cancellation)
    {
        LinkedListNode<TaskCompletionSource<ServerPlace>> turn;
        lock (gate)
        {
            cancellation.ThrowIfCancellationRequested();
            if (free > 0)
            {
                free--;
                return new ServerPlace(this);
            }

            turn = waiting.AddLast(new TaskCompletionSource<ServerPlace>(TaskCreationOptions.RunContinuationsAsynchronously));
            if (waiting.Count > asked && resting.First is { } longest)
            {
                Ask(longest.Value);
            }
        }

        await using (cancellation.Register(() => GiveUp(turn, cancellation)))
        {
            return await turn.Value.Task;
        }
    }

    /// <summary>Waits for the right to connect and sign in now; disposing of what it gives lets the next one begin.</summary>
    public async Task<IDisposable> BeginAsync(CancellationToken cancellation)
    {
        await beginning.WaitAsync(cancellation);
        return new Beginning(beginning);
    }

    /// <summary>Asks for a place whose holder can leave now, if somebody waits for whom none was asked yet. Gives whether it is asked for, now or before.</summary>
    internal bool Asks(ServerPlace place)
    {
        lock (gate)
        {
            if (!place.IsAsked && waiting.Count > asked)
            {
                Ask(place);
            }

            return place.IsAsked;
        }
    }

    /// <summary>A place's connection waits for mail from now on, or no longer.</summary>
    internal void Rest(ServerPlace place, bool rests)
    {
        lock (gate)
        {
            if (!rests)
            {
                resting.Remove(place);
            }
            else if (!Asks(place))
            {
                resting.AddLast(place);
            }
        }
    }

    internal void Leave(ServerPlace place)
    {
        lock (gate)
        {
            resting.Remove(place);
            asked -= place.IsAsked ? 1 : 0;
            if (waiting.First is not { } next)
            {
                free++;
                return;
            }

            waiting.RemoveFirst();
            next.Value.SetResult(new ServerPlace(this));
        }
    }

    private void Ask(ServerPlace place)
    {
        asked++;
        resting.Remove(place);
        place.Ask();
    }

    private void GiveUp(LinkedListNode<TaskCompletionSource<ServerPlace>> turn, CancellationToken cancellation)
    {
        lock (gate)
        {
            // One that has just got its turn keeps it.
            if (turn.List is not null)
            {
                waiting.Remove(turn);
                turn.Value.SetCanceled(cancellation);
            }
        }
    }

    private sealed class Beginning(SemaphoreSlim places) : IDisposable
    {
        private SemaphoreSlim? places = places;

        public void Dispose() => Interlocked.Exchange(ref places, null)?.Release();
    }
}
