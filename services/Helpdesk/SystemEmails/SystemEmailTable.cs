using System.Text.Json;
using Dapper;
using HelpdeskMail.Contracts.SystemEmails;
using Npgsql;

namespace HelpdeskMail.Helpdesk.SystemEmails;

/// <summary>What was last heard of the system emails, so that tickets can be worked while the OAuth service is away.</summary>
public sealed class SystemEmailTable(NpgsqlDataSource database)
{
    private const string Sends = "coalesce(settings -> 'Sending', 'null') <> 'null'";

    private const string Select =
        $"select id, address, name, removed, {Sends} as sends, (settings -> 'Receiving' ->> 'MaxMessageSize')::bigint as max_message_size from system_email";

    /// <summary>All, removed ones too.</summary>
    public async Task<IReadOnlyList<KnownSystemEmail>> ListAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return (await connection.QueryAsync<KnownSystemEmail>($"{Select} order by lower(address), id")).AsList();
    }

    /// <summary>The one that mail of our own best leaves from, which belongs to no ticket: one that is linked and not paused, if there is any; null when none sends.</summary>
    public async Task<KnownSystemEmail?> FindSenderAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QueryFirstOrDefaultAsync<KnownSystemEmail>(
            $"{Select} where not removed and {Sends} order by ((settings ->> 'Linked')::boolean and not (settings ->> 'Paused')::boolean) desc nulls last, lower(address), id");
    }

    /// <summary>One of them, or null.</summary>
    public async Task<KnownSystemEmail?> FindAsync(Guid? id, CancellationToken cancellation) =>
        (await ListAsync(cancellation)).FirstOrDefault(email => email.Id == id);

    /// <summary>Takes over what the OAuth service says. An older revision that comes late changes nothing; what is no longer named counts as removed.</summary>
    /// <returns>Whether anything changed.</returns>
    public async Task<bool> ReplaceAsync(IReadOnlyList<SystemEmailSettings> settings, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        // One replica at a time: two answers that overtake each other would mark fresh ones as removed.
        await connection.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended('helpdesk:system-emails', 0))", transaction: transaction);
        var changed = 0;
        foreach (var one in settings)
        {
            changed += await connection.ExecuteAsync(
                """
                insert into system_email (id, revision, address, name, settings, removed)
                values (@Id, @Revision, @Address, @Name, @Json::jsonb, @Removed)
                on conflict (id) do update
                  set revision = excluded.revision, address = excluded.address, name = excluded.name, settings = excluded.settings,
                      removed = excluded.removed, seen_at = now()
                  where system_email.revision <= excluded.revision
                    and (system_email.settings, system_email.removed, system_email.name) is distinct from (excluded.settings, excluded.removed, excluded.name)
                """,
                new { one.Id, one.Revision, one.Address, one.Name, Json = JsonSerializer.Serialize(one), one.Removed },
                transaction);
        }

        changed += await connection.ExecuteAsync(
            "update system_email set removed = true where not removed and id <> all (@known)", new { known = settings.Select(one => one.Id).ToArray() }, transaction);
        if (changed > 0)
        {
            await connection.ExecuteAsync("select pg_notify('helpdesk_live', 'system-emails')", transaction: transaction);
        }

        await transaction.CommitAsync(cancellation);
        return changed > 0;
    }
}
