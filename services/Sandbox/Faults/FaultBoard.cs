using System.Text.Json;
using Dapper;
using Npgsql;

namespace HelpdeskMail.Sandbox.Faults;

/// <summary>The armed faults, kept in the database so that they outlive a restart, and in memory because every command asks for them.</summary>
public sealed class FaultBoard(NpgsqlDataSource database, TimeProvider time) : IDisposable
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly SemaphoreSlim gate = new(1, 1);
    private volatile List<ArmedFault>? armed;

    public async Task<IReadOnlyList<ArmedFault>> ListAsync(CancellationToken cancellation) => armed ?? await LoadAsync(cancellation);

    /// <summary>Lets something go wrong from now on.</summary>
    /// <param name="fault">What is to go wrong.</param>
    /// <param name="times">How many times; null: until removed.</param>
    /// <param name="cancellation">Gives up before it is armed.</param>
    public async Task<ArmedFault> ArmAsync(Fault fault, int? times, CancellationToken cancellation)
    {
        await ListAsync(cancellation);
        var added = new ArmedFault(Guid.CreateVersion7(time.GetUtcNow()), fault, times, time.GetUtcNow());
        await gate.WaitAsync(cancellation);
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellation);
            await connection.ExecuteAsync(
                "insert into fault (id, detail, remaining, created_at) values (@Id, @Detail::jsonb, @Remaining, @CreatedAt)",
                new { added.Id, Detail = JsonSerializer.Serialize(fault, Json), added.Remaining, added.CreatedAt });
            armed = [.. armed!, added];
            return added;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Removes one fault, or all where <paramref name="id"/> is null.</summary>
    public async Task RemoveAsync(Guid? id, CancellationToken cancellation)
    {
        await ListAsync(cancellation);
        await gate.WaitAsync(cancellation);
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellation);
            await connection.ExecuteAsync("delete from fault where @Id is null or id = @Id", new { Id = id });
            armed = [.. armed!.Where(fault => id is not null && fault.Id != id)];
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>The oldest fault of this kind that concerns the occasion, one of its times used up; null where all shall go well.</summary>
    public async Task<T?> TakeAsync<T>(Func<T, bool> concerns, CancellationToken cancellation)
        where T : Fault
    {
        var faults = await ListAsync(cancellation);
        if (!faults.Any(fault => fault.Fault is T kind && concerns(kind)))
        {
            return null;
        }

        await gate.WaitAsync(cancellation);
        try
        {
            if (armed!.Find(fault => fault.Fault is T kind && concerns(kind)) is not { } taken)
            {
                return null;
            }

            if (taken.Remaining is { } times)
            {
                await UseUpAsync(taken, times, cancellation);
            }

            return (T)taken.Fault;
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();

    private async Task UseUpAsync(ArmedFault taken, int times, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            times > 1 ? "update fault set remaining = remaining - 1 where id = @Id" : "delete from fault where id = @Id", new { taken.Id });
        armed = times > 1
            ? [.. armed!.Select(fault => fault.Id == taken.Id ? fault with { Remaining = times - 1 } : fault)]
            : [.. armed!.Where(fault => fault.Id != taken.Id)];
    }

    private async Task<List<ArmedFault>> LoadAsync(CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            if (armed is { } known)
            {
                return known;
            }

            await using var connection = await database.OpenConnectionAsync(cancellation);
            var rows = await connection.QueryAsync<(Guid Id, string Detail, int? Remaining, DateTimeOffset CreatedAt)>(
                "select id, detail::text, remaining, created_at from fault order by created_at");
            return armed = [.. rows.Select(row => new ArmedFault(row.Id, JsonSerializer.Deserialize<Fault>(row.Detail, Json)!, row.Remaining, row.CreatedAt))];
        }
        finally
        {
            gate.Release();
        }
    }
}
