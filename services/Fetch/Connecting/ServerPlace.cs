namespace HelpdeskMail.Fetch.Connecting;

/// <summary>The right to one connection to a mail server, free again once it is disposed of.</summary>
internal sealed class ServerPlace(ServerGate gate) : IDisposable
{
    private readonly CancellationTokenSource asked = new();
    private int left;

    /// <summary>Whether it was asked for, since others wait.</summary>
    internal bool IsAsked { get; private set; }

    /// <summary>
    /// Whether its holder is to leave now, since others wait that have none. Only for one that does so at once when it is told to: one of those who wait counts on this place from then on, and no other is
    /// asked for it.
    /// </summary>
    public bool MakesRoom() => gate.Asks(this);

    /// <summary>The holder only waits for mail, until it disposes of what this gives; the token ends that wait when the place is wanted.</summary>
    public IDisposable Rest(out CancellationToken wanted)
    {
        wanted = asked.Token;
        gate.Rest(this, rests: true);
        return new Resting(gate, this);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref left, 1) == 0)
        {
            gate.Leave(this);
        }
    }

    internal void Ask()
    {
        IsAsked = true;

        // What waits goes on by itself, not within the gate.
        _ = asked.CancelAsync();
    }

    private sealed class Resting(ServerGate gate, ServerPlace place) : IDisposable
    {
        public void Dispose() => gate.Rest(place, rests: false);
    }
}
