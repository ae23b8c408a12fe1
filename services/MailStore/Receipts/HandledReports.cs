using System.Collections.Concurrent;

namespace HelpdeskMail.MailStore.Receipts;

/// <summary>Marks receipts handled, many at a time: reports that come while others are being written down go together as soon as these are. A single one waits for nothing.</summary>
internal sealed class HandledReports(ReceiptTable receipts)
{
    private const int Most = 500;

    private readonly ConcurrentQueue<Report> waiting = new();
    private int writing;

    /// <summary>Notes that the helpdesk has committed what became of a receipt with these bytes, or without any.</summary>
    /// <param name="id">The receipt.</param>
    /// <param name="content">SHA-256 of the bytes in hexadecimal; null for none.</param>
    /// <exception cref="Npgsql.NpgsqlException">It was not written down, nor were others that went with it.</exception>
    public Task AddAsync(long id, string? content)
    {
        var report = new Report(id, content);
        waiting.Enqueue(report);
        if (Interlocked.CompareExchange(ref writing, 1, 0) == 0)
        {
            // What is written belongs to many calls and to none of their traces.
            using (ExecutionContext.SuppressFlow())
            {
                _ = Task.Run(WriteAsync);
            }
        }

        return report.Written.Task;
    }

    private async Task WriteAsync()
    {
        do
        {
            while (Take() is { Count: > 0 } batch)
            {
                try
                {
                    await receipts.MarkHandledAsync(batch.ConvertAll(report => report.Id), batch.ConvertAll(report => report.Content), CancellationToken.None);
                    batch.ForEach(report => report.Written.TrySetResult());
                }
                catch (Exception exception)
                {
                    batch.ForEach(report => report.Written.TrySetException(exception));
                }
            }

            Volatile.Write(ref writing, 0);
        }
        while (!waiting.IsEmpty && Interlocked.CompareExchange(ref writing, 1, 0) == 0);
    }

    private List<Report> Take()
    {
        var batch = new List<Report>();
        while (batch.Count < Most && waiting.TryDequeue(out var next))
        {
            batch.Add(next);
        }

        return batch;
    }

    private sealed record Report(long Id, string? Content)
    {
        public TaskCompletionSource Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
