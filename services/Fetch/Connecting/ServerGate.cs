namespace HelpdeskMail.Fetch.Connecting;

/// <summary>The limits of one mail server. Whoever waits gets its turn in the order it came.</summary>
internal sealed class ServerGate(int connections, int connecting)
{
    private readonly SemaphoreSlim held = new(connections);
    private readonly SemaphoreSlim beginning = new(connecting);

    /// <summary>Waits for a place for a connection; disposing of what it gives frees it.</summary>
    public Task<IDisposable> EnterAsync(CancellationToken cancellation) => TakeAsync(held, cancellation);

    /// <summary>Waits for the right to connect and sign in now; disposing of what it gives lets the next one begin.</summary>
    public Task<IDisposable> BeginAsync(CancellationToken cancellation) => TakeAsync(beginning, cancellation);

    private static async Task<IDisposable> TakeAsync(SemaphoreSlim places, CancellationToken cancellation)
    {
        await places.WaitAsync(cancellation);
        return new Place(places);
    }

    private sealed class Place(SemaphoreSlim places) : IDisposable
    {
        private SemaphoreSlim? places = places;

        public void Dispose() => Interlocked.Exchange(ref places, null)?.Release();
    }
}
