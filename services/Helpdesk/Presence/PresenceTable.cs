using Dapper;
using HelpdeskMail.Helpdesk.People;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Presence;

/// <summary>
/// Who has a ticket open, and who writes in it, across all replicas. A page says so every quarter of a minute while it is looked at; who has said nothing for 40
/// seconds is gone. Kept in an unlogged table: after a crash everybody says it again.
/// </summary>
public sealed class PresenceTable(NpgsqlDataSource database, TimeProvider time)
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(40);

    /// <summary>Somebody is here; the others' pages are told when that is news.</summary>
    public async Task SayAsync(long ticket, Actor person, bool typing, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            """
            with before as (select typing, at from presence where ticket_number = @ticket and person_id = @Id),
            said as (
              insert into presence (ticket_number, person_id, typing, at) select @ticket, @Id, @typing, @now where exists (select from ticket where number = @ticket)
              on conflict (ticket_number, person_id) do update set typing = excluded.typing, at = excluded.at)
            select pg_notify('helpdesk_live', 'presence ' || @ticket) where not exists (select from before where typing = @typing and at > @silent)
            """,
            new { ticket, person.Id, typing, now = time.GetUtcNow(), silent = time.GetUtcNow() - Silence });
    }

    /// <summary>Somebody has gone.</summary>
    public async Task LeaveAsync(long ticket, Guid person, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            "with gone as (delete from presence where ticket_number = @ticket and person_id = @person returning 1) select pg_notify('helpdesk_live', 'presence ' || @ticket) from gone",
            new { ticket, person });
    }

    /// <summary>The others who are here, by name.</summary>
    public async Task<IReadOnlyList<PresentPerson>> ListAsync(long ticket, Guid reader, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return (await connection.QueryAsync<PresentPerson>(
            """
            select person.name, presence.typing from presence join person on person.id = presence.person_id
            where presence.ticket_number = @ticket and presence.person_id <> @reader and presence.at > @silent order by lower(person.name)
            """,
            new { ticket, reader, silent = time.GetUtcNow() - Silence })).AsList();
    }
}
