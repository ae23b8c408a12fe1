using System.Runtime.CompilerServices;
using Dapper;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>Reads a ticket with the newest part of its thread, and the other parts of threads that are longer.</summary>
public sealed class TicketReader(NpgsqlDataSource database)
{
    /// <summary>The most entries of a thread that are read at once.</summary>
    public const int MostEntries = 500;

    /// <summary>How many are held while a whole thread is passed on; mails may be large.</summary>
    private const int Passed = 50;

    private const string Newest = $"order by {EntryOrder.NewestFirst} limit @MostEntries";

    private static readonly string Query =
        $"""
        select ticket.number, ticket.subject, ticket.status, ticket.priority, ticket.assignee, person.name as assignee_name, ticket.system_email_id,
               ticket.customer_name, ticket.customer_address, ticket.follows, ticket.merged_into, ticket.department, ticket.muted_at, ticket.tags, ticket.due_at, ticket.waiting_since, ticket.wakes_at, ticket.created_at, ticket.updated_at, ticket.closed_at, ticket.attention, ticket.last_mail_entry,
               greatest((select count(*) from entry where entry.ticket_number = ticket.number) - @MostEntries, 0)::int as earlier_entries
        from ticket left join person on person.id = ticket.assignee
        where ticket.number = @number;

        select address, name, wrote from participant where ticket_number = @number order by wrote desc, address limit 100;

        {EntryRows.Query($"(select * from entry where ticket_number = @number {Newest}) as entry", entry => $"{entry} in (select id from entry where ticket_number = @number {Newest})")}
        """;

    private static readonly string PartQuery = EntryRows.Query("entry where id = any (@ids)", entry => $"{entry} = any (@ids)");

    /// <summary>A ticket with the newest part of its thread; null when there is none of that number.</summary>
    public async Task<Ticket?> FindAsync(long number, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var answers = await connection.QueryMultipleAsync(Query, new { number, MostEntries });
        if (await answers.ReadSingleOrDefaultAsync<Ticket?>() is not { } ticket)
        {
            return null;
        }

        var participants = (await answers.ReadAsync<Participant>()).AsList();
        return ticket with { Participants = participants, Entries = await EntryRows.ReadAsync(answers) };
    }

    /// <summary>A part of a thread beside the newest; null when an entry that it is to be found by is not in the ticket.</summary>
    public async Task<EntryPart?> FindPartAsync(long number, EntryPlace place, CancellationToken cancellation)
    {
        var all = await IdsAsync(number, cancellation);
        var at = all.IndexOf(place.Entry);
        if (at < 0)
        {
            return null;
        }

        var (from, to) = place.Bounds(at, all.Count, MostEntries);
        return new EntryPart(await ReadAsync(all[from..to], cancellation), from, all.Count - to);
    }

    /// <summary>The whole thread, oldest first, read while it is passed on: its length does not matter, and nothing is held of the database meanwhile.</summary>
    public async IAsyncEnumerable<TicketEntry> ReadAllAsync(long number, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var ids in (await IdsAsync(number, cancellation)).Chunk(Passed))
        {
            foreach (var entry in await ReadAsync(ids, cancellation))
            {
                yield return entry;
            }
        }
    }

    /// <summary>Remembers that a person has seen a ticket up to its newest mail.</summary>
    public async Task MarkSeenAsync(long number, Guid person, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            """
            insert into seen (person_id, ticket_number, entry_id)
            select @person, number, last_mail_entry from ticket where number = @number and last_mail_entry is not null
            on conflict (person_id, ticket_number) do update set entry_id = excluded.entry_id where seen.entry_id < excluded.entry_id;
            update mention set seen_at = now() where person_id = @person and ticket_number = @number and seen_at is null;
            """,
            new { number, person });
    }

    /// <summary>The newest mail that a person has seen of tickets, by number; nothing of one that they have never looked at.</summary>
    public async Task<IReadOnlyDictionary<long, long>> SeenAsync(IReadOnlyList<long> numbers, Guid person, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return (await connection.QueryAsync<(long Number, long Entry)>("select ticket_number, entry_id from seen where person_id = @person and ticket_number = any (@numbers)", new { person, numbers = numbers.ToArray() }))
            .ToDictionary(seen => seen.Number, seen => seen.Entry);
    }

    /// <summary>Forgets that a person has seen a ticket.</summary>
    public async Task MarkUnseenAsync(long number, Guid person, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync("delete from seen where person_id = @person and ticket_number = @number", new { number, person });
    }

    private async Task<List<long>> IdsAsync(long number, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return (await connection.QueryAsync<long>($"select id from entry where ticket_number = @number order by {EntryOrder.OldestFirst}", new { number })).AsList();
    }

    private async Task<IReadOnlyList<TicketEntry>> ReadAsync(IEnumerable<long> ids, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var answers = await connection.QueryMultipleAsync(PartQuery, new { ids = ids.ToArray() });
        return await EntryRows.ReadAsync(answers);
    }
}
