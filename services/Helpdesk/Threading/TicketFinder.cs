using Dapper;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Threading;

/// <summary>
/// Finds the ticket that a mail belongs to, by evidence only: likeness of words never counts. All the evidence is looked at; the strongest decides, and what
/// spoke for other tickets is named. Asked inside the transaction that stores the entry, after <see cref="ThreadLock"/>.
/// </summary>
public sealed class TicketFinder(AddressTokens tokens)
{
    private const int MostConflicts = 5;

    /// <summary>Looks for it.</summary>
    /// <param name="connection">Connection of the transaction.</param>
    /// <param name="transaction">The transaction.</param>
    /// <param name="clues">What the mail says.</param>
    /// <param name="mailbox">The system email that it came by: where one id is held by tickets of two mailboxes, the ticket of this one is meant.</param>
    /// <param name="except">An entry that is placed anew and so is no evidence itself; null for none.</param>
    /// <returns>Null when nothing leads to a ticket.</returns>
    internal async Task<FoundTicket?> FindAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, ThreadClues clues, Guid mailbox, long? except = null)
    {
        var found = await ByMessageIdsAsync(connection, transaction, clues, mailbox, except);
        if (found.Count == 0 && await ByEarlierAnswerAsync(connection, transaction, clues, except) is { } earlier)
        {
            found.Add(earlier);
        }

        found.AddRange(await ByTokenAsync(connection, transaction, clues));
        found.AddRange(await BySubjectAsync(connection, transaction, clues));
        if (found.Count == 0)
        {
            return null;
        }

        var others = found.Select(one => one.Number).Where(number => number != found[0].Number).Distinct().Take(MostConflicts).ToList();
        return found[0] with { Evidence = found[0].Evidence with { Conflicts = others } };
    }

    private static async Task<List<FoundTicket>> ByMessageIdsAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, ThreadClues clues, Guid mailbox, long? except)
    {
        var named = clues.Named.ToList();
        if (named.Count == 0)
        {
            return [];
        }

        var held = (await connection.QueryAsync<HeldId>(
            """
            select message_id.id, message_id.ours, entry.id as entry_id, entry.ticket_number
            from message_id join entry on entry.id = message_id.entry_id join ticket on ticket.number = entry.ticket_number
            where message_id.id = any (@ids) and entry.id is distinct from @except
            order by ticket.system_email_id is not distinct from @mailbox desc, entry.id
            """,
            new { ids = named.Select(one => one.Id).ToArray(), mailbox, except },
            transaction)).ToLookup(row => row.Id, StringComparer.Ordinal);
        return [.. Held(ours: true, ThreadingRule.OurMessageId), .. Held(ours: false, ThreadingRule.KnownMessageId)];

        IEnumerable<FoundTicket> Held(bool ours, ThreadingRule rule) =>
            from one in named
            let row = held[one.Id].FirstOrDefault(row => row.Ours == ours)
            where row is not null
            select new FoundTicket(row.TicketNumber, row.EntryId, new Evidence(rule, one.Field));
    }

    /// <summary>The oldest entry that names this mail: mails are not always fetched in the order in which they were written.</summary>
    private static async Task<FoundTicket?> ByEarlierAnswerAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, ThreadClues clues, long? except)
    {
        if (clues.MessageId is null)
        {
            return null;
        }

        var row = await connection.QueryFirstOrDefaultAsync<HeldId>(
            """
            select reference.id, false as ours, entry.id as entry_id, entry.ticket_number
            from reference join entry on entry.id = reference.entry_id
            where reference.id = @MessageId and entry.kind = 'Mail' and entry.id is distinct from @except
            order by entry.id limit 1
            """,
            new { clues.MessageId, except },
            transaction);
        return row is null ? null : new FoundTicket(row.TicketNumber, row.EntryId, new Evidence(ThreadingRule.NamedByEarlier, null));
    }

    private async Task<IEnumerable<FoundTicket>> ByTokenAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, ThreadClues clues)
    {
        var found = new List<FoundTicket>();
        foreach (var address in clues.Addressed)
        {
            if (tokens.TicketIn(address) is { } ticket && await connection.ExecuteScalarAsync<long?>("select survivor(@ticket)", new { ticket }, transaction) is { } number)
            {
                found.Add(new FoundTicket(number, null, new Evidence(ThreadingRule.AddressToken, DatabaseText.OneLine(address, 200))));
            }
        }

        return found;
    }

    private static async Task<IEnumerable<FoundTicket>> BySubjectAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, ThreadClues clues)
    {
        if (clues.Numbers.Count == 0 || clues.Senders.Count == 0)
        {
            return [];
        }

        var rows = await connection.QueryAsync<NamedTicket>(
            """
            select named.number as named, survivor(named.number) as number from unnest(@numbers) with ordinality as named (number, position)
            where exists (
              select 1 from participant where ticket_number = survivor(named.number) and (address = any (@senders) or address in (
                select other.address from correspondent_address as mine join correspondent_address as other using (correspondent_id) where mine.address = any (@senders))))
            order by named.position
            """,
            new { numbers = clues.Numbers.ToArray(), senders = clues.Senders.ToArray() },
            transaction);
        return rows.Select(row => new FoundTicket(row.Number, null, new Evidence(ThreadingRule.SubjectNumber, $"[#{row.Named}]")));
    }

    private sealed record HeldId(string Id, bool Ours, long EntryId, long TicketNumber);

    private sealed record NamedTicket
    {
        public long Named { get; init; }

        public long Number { get; init; }
    }
}
