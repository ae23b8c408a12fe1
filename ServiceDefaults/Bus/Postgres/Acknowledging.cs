using HelpdeskMail.ServiceDefaults.Bus.Storage;
using HelpdeskMail.ServiceDefaults.Database;
using MassTransit;
using Npgsql;

namespace HelpdeskMail.ServiceDefaults.Bus.Postgres;

/// <summary>
/// Deletes consumed messages, behind the consumers' backs: they go on while their acknowledgements travel together, as with any broker. The commit
/// does not wait for the disk either. An acknowledgement that is lost, because the database was away for too long or lost power, means that the
/// message is delivered once more.
/// </summary>
internal sealed class Acknowledging
{
    private const int MaxBatch = 500;

    /// <summary>How long an acknowledgement is tried; a lock is over by then or will be soon.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly BusDatabase database;
    private readonly TimeProvider time;
    private readonly Coalescer<HeldMessage, bool> deleting;
    private readonly Lock gate = new();
    private int outstanding;
    private TaskCompletionSource? drained;

    public Acknowledging(BusDatabase database, TimeProvider time)
    {
        this.database = database;
        this.time = time;
        deleting = new Coalescer<HeldMessage, bool>(DeleteAsync, _ => 1, MaxBatch, MaxBatch, _ => false);
    }

    /// <summary>Takes note that the message was consumed, and returns at once.</summary>
    public void Acknowledge(HeldMessage message)
    {
        lock (gate)
        {
            outstanding++;
        }

        _ = RunAsync(message);
    }

    /// <summary>Returns when everything acknowledged so far is deleted or given up.</summary>
    public Task DrainAsync()
    {
        lock (gate)
        {
            if (outstanding == 0)
            {
                return Task.CompletedTask;
            }

            drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return drained.Task;
        }
    }

    private async Task RunAsync(HeldMessage message)
    {
        var started = time.GetTimestamp();
        try
        {
            while (!await TryDeleteAsync(message) && time.GetElapsedTime(started) < Patience)
            {
                await Task.Delay(Pause, time);
            }
        }
        finally
        {
            lock (gate)
            {
                if (--outstanding == 0)
                {
                    drained?.TrySetResult();
                    drained = null;
                }
            }
        }
    }

    /// <summary>Gives false when the database is away; a message that is no longer ours counts as done.</summary>
    private async Task<bool> TryDeleteAsync(HeldMessage message)
    {
        try
        {
            await deleting.RunAsync(message);
            return true;
        }
        catch (Exception exception) when (exception is ConnectionException or NpgsqlException)
        {
            return false;
        }
    }

    private Task<IReadOnlyList<bool>> DeleteAsync(IReadOnlyList<HeldMessage> messages) =>
        database.RunAsync(
            async connection =>
            {
                await using var command = new NpgsqlCommand(
                    """
                    with gone as (
                      delete from message m using unnest($1::bigint[], $2::uuid[]) as h (id, lock_id)
                      where m.id = h.id and m.lock_id = h.lock_id returning m.id)
                    select count(*), set_config('synchronous_commit', 'off', true) from gone
                    """,
                    connection)
                {
                    Parameters =
                    {
                        new() { Value = messages.Select(message => message.Id).ToArray() },
                        new() { Value = messages.Select(message => message.LockId).ToArray() },
                    },
                };
                await command.ExecuteNonQueryAsync();
                return (IReadOnlyList<bool>)new bool[messages.Count];
            },
            CancellationToken.None);
}
