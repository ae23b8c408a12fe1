using Microsoft.Extensions.Options;

namespace HelpdeskMail.Fetch.Taking;

/// <summary>
/// Lets a few batches, and a few large messages, at a time through to the store, in the order they come. One mailbox has one batch on its way, so the mailbox with the most mail waits like any other. Large messages have
/// places of their own: they come at the pace of their mail server, and small ones do not wait behind them.
/// </summary>
internal sealed class StoreGate(IOptions<FetchSettings> settings) : IDisposable
{
    private readonly SemaphoreSlim batches = new(settings.Value.BatchesAtOnce);
    private readonly SemaphoreSlim streams = new(settings.Value.LargeMessagesAtOnce);

    /// <summary>Waits for a place for a batch; disposing of what it gives frees it.</summary>
    public Task<IDisposable> EnterAsync(CancellationToken cancellation) => EnterAsync(batches, cancellation);

    /// <summary>Waits for a place for a large message; disposing of what it gives frees it.</summary>
    public Task<IDisposable> EnterForStreamAsync(CancellationToken cancellation) => EnterAsync(streams, cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        batches.Dispose();
        streams.Dispose();
    }

    private static async Task<IDisposable> EnterAsync(SemaphoreSlim places, CancellationToken cancellation)
    {
        await places.WaitAsync(cancellation);
        return new Place(places);
    }

    private sealed class Place(SemaphoreSlim places) : IDisposable
    {
        public void Dispose() => places.Release();
    }
}
