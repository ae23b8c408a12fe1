using System.Collections.Concurrent;

namespace HelpdeskMail.ServiceDefaults.Database;

/// <summary>
/// Turns calls that arrive while one is under way into one batch: the first goes out at once, those that came meanwhile follow together.
/// So a single message waits for nothing and many share a round trip, a transaction and a flush of the write-ahead log.
/// </summary>
/// <param name="run">Runs a batch and gives one result for each item, in order.</param>
/// <param name="weigh">Size of an item; a batch closes when it holds <paramref name="maxItems"/> or weighs more than <paramref name="maxWeight"/>.</param>
/// <param name="maxItems">Most items in a batch.</param>
/// <param name="maxWeight">Most weight in a batch of more than one.</param>
/// <param name="concernsOneItem">True for a failure that may be the fault of one item; the others are then run without it.</param>
/// <param name="gather">Awaited before a batch is closed, to give others time to come; never fails. Null to wait for nobody.</param>
public sealed class Coalescer<TItem, TResult>(
    Func<IReadOnlyList<TItem>, Task<IReadOnlyList<TResult>>> run,
    Func<TItem, long> weigh,
    int maxItems,
    long maxWeight,
    Func<Exception, bool> concernsOneItem,
    Func<Task>? gather = null)
{
    private readonly ConcurrentQueue<Pending> waiting = new();
    private int pumping;

    /// <summary>Gives the item's result, or throws what its batch threw.</summary>
    public Task<TResult> RunAsync(TItem item)
    {
        var pending = new Pending(item);
        waiting.Enqueue(pending);
        StartPump();
        return pending.Result.Task;
    }

    private void StartPump()
    {
        if (Interlocked.CompareExchange(ref pumping, 1, 0) == 0)
        {
            // A batch belongs to no one caller: neither its trace nor anything else that flows with a call.
            using (ExecutionContext.SuppressFlow())
            {
                _ = Task.Run(PumpAsync);
            }
        }
    }

    private async Task PumpAsync()
    {
        while (!waiting.IsEmpty)
        {
            if (gather is not null)
            {
                await gather();
            }

            await RunBatchAsync(TakeBatch());
        }

        // A full fence: who queues an item right now either finds nobody pumping, or its item is seen below.
        Interlocked.Exchange(ref pumping, 0);
        if (!waiting.IsEmpty)
        {
            StartPump();
        }
    }

    private List<Pending> TakeBatch()
    {
        var batch = new List<Pending>();
        var weight = 0L;
        while (batch.Count < maxItems && waiting.TryPeek(out var next))
        {
            weight += weigh(next.Item);
            if (batch.Count > 0 && weight > maxWeight)
            {
                break;
            }

            waiting.TryDequeue(out _);
            batch.Add(next);
        }

        return batch;
    }

    private async Task RunBatchAsync(List<Pending> batch)
    {
        try
        {
            var results = await run([.. batch.Select(pending => pending.Item)]);
            for (var index = 0; index < batch.Count; index++)
            {
                batch[index].Result.TrySetResult(results[index]);
            }
        }
        catch (Exception exception) when (batch.Count > 1 && concernsOneItem(exception))
        {
            foreach (var pending in batch)
            {
                await RunBatchAsync([pending]);
            }
        }
        catch (Exception exception)
        {
            foreach (var pending in batch)
            {
                pending.Result.TrySetException(exception);
            }
        }
    }

    private sealed record Pending(TItem Item)
    {
        public TaskCompletionSource<TResult> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
