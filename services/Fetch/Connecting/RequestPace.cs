namespace HelpdeskMail.Fetch.Connecting;

/// <summary>Keeps requests below a number in any span of time: what is left of it comes back evenly, and a quarter of it may go at once. At most four are under way, as Graph allows a mailbox.</summary>
internal sealed class RequestPace(int requests, TimeSpan span, TimeProvider time)
{
    private const int AtOnce = 4;

    private readonly SemaphoreSlim places = new(AtOnce);
    private readonly Lock gate = new();
    private readonly TimeSpan between = span / (requests * 3 / 4.0);
    private readonly double most = requests / 4.0;
    private long fullSince = time.GetTimestamp();

    /// <summary>Waits for the right to send one request; disposing of what it gives says that its answer's head has come.</summary>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellation)
    {
        await places.WaitAsync(cancellation);
        try
        {
            await Task.Delay(Reserve(), time, cancellation);
            return new Place(places);
        }
        catch
        {
            places.Release();
            throw;
        }
    }

    /// <summary>The moment from which the whole quarter is there again moves on with each request; what lies further ahead than the quarter lasts has to be waited for.</summary>
    private TimeSpan Reserve()
    {
        lock (gate)
        {
            var now = time.GetTimestamp();
            fullSince = Math.Max(fullSince, now) + (long)(between.TotalSeconds * time.TimestampFrequency);
            var wait = time.GetElapsedTime(now, fullSince) - between * most;
            return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
        }
    }

    private sealed class Place(SemaphoreSlim places) : IDisposable
    {
        public void Dispose() => places.Release();
    }
}
