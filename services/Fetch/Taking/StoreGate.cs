using Microsoft.Extensions.Options;

namespace HelpdeskMail.Fetch.Taking;

/// <summary>Lets a few batches at a time through to the store, in the order they come. One mailbox has one batch on its way, so the mailbox with the most mail waits like any other.</summary>
internal sealed class StoreGate(IOptions<FetchSettings> settings) : IDisposable
{
    private readonly SemaphoreSlim places = new(settings.Value.BatchesAtOnce);

    /// <summary>Waits for a place; disposing of what it gives frees it.</summary>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellation)
    {
        await places.WaitAsync(cancellation);
        return new Place(places);
    }

    /// <inheritdoc/>
    public void Dispose() => places.Dispose();

    private sealed class Place(SemaphoreSlim places) : IDisposable
    {
        public void Dispose() => places.Release();
    }
}
