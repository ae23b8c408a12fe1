using Microsoft.Extensions.Options;

namespace HelpdeskMail.Fetch.Taking;

/// <summary>Bounds the bytes of messages that all mailboxes of this replica hold in memory together. Those that wait get their turn in the order they came.</summary>
internal sealed class MemoryBudget(IOptions<FetchSettings> settings)
{
    private readonly Lock gate = new();
    private readonly Queue<(long Bytes, TaskCompletionSource Granted)> waiting = new();
    private long left = settings.Value.MemoryForMessages;

    /// <summary>Takes bytes if there are any to be had now.</summary>
    public bool TryTake(long bytes)
    {
        lock (gate)
        {
            if (waiting.Count > 0 || left < bytes)
            {
                return false;
            }

            left -= bytes;
            return true;
        }
    }

    /// <summary>Waits for bytes. The caller must hold none meanwhile, or two that wait for one another would wait for ever.</summary>
    public async Task TakeAsync(long bytes, CancellationToken cancellation)
    {
        TaskCompletionSource granted;
        lock (gate)
        {
            if (waiting.Count == 0 && left >= bytes)
            {
                left -= bytes;
                return;
            }

            granted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Enqueue((bytes, granted));
        }

        await using var registration = cancellation.UnsafeRegister(static (state, token) => ((TaskCompletionSource)state!).TrySetCanceled(token), granted);
        await granted.Task;
    }

    /// <summary>Gives bytes back.</summary>
    public void Return(long bytes)
    {
        lock (gate)
        {
            left += bytes;
            while (waiting.TryPeek(out var next) && (next.Granted.Task.IsCompleted || left >= next.Bytes))
            {
                waiting.Dequeue();
                if (next.Granted.TrySetResult())
                {
                    left -= next.Bytes;
                }
            }
        }
    }
}
