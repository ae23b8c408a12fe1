using Dapper;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Threading;

/// <summary>
/// Finds the ticket that a mail belongs to, by evidence only: likeness of words never counts. Asked inside the transaction that stores the entry, after
/// <see cref="ThreadLock"/>.
/// </summary>
internal static class TicketFinder
{
    public static async Task<FoundTicket?> FindAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, ThreadClues clues)
    {
        var named = clues.Named.ToList();
        if (named.Count > 0)
        {
            var held = (await connection.QueryAsync<HeldId>(
                """
                select message_id.id, message_id.ours, entry.id as entry_id, entry.ticket_number
                from message_id join entry on entry.id = message_id.entry_id
                where message_id.id = any (@ids)
                order by entry.id
                """,
                new { ids = named.Select(one => one.Id).ToArray() },
                transaction)).ToLookup(row => row.Id, StringComparer.Ordinal);
            var found = First(named, held, row => row.Ours, ThreadingRule.OurMessageId) ?? First(named, held, row => !row.Ours, ThreadingRule.KnownMessageId);
            if (found is not null)
            {
                return found;
            }
        }

        return await ByEarlierAnswerAsync(connection, transaction, clues) ?? await BySubjectAsync(connection, transaction, clues);
    }

    private static FoundTicket? First(List<(string Id, string Field)> named, ILookup<string, HeldId> held, Func<HeldId, bool> fits, ThreadingRule rule)
    {
        foreach (var (id, field) in named)
        {
            if (held[id].FirstOrDefault(fits) is { } row)
            {
                return new FoundTicket(row.TicketNumber, row.EntryId, new Evidence(rule, field));
            }
        }

        return null;
    }

    /// <summary>The oldest entry that names this mail: mails are not always fetched in the order in which they were written.</summary>
    private static async Task<FoundTicket?> ByEarlierAnswerAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, ThreadClues clues)
    {
        if (clues.MessageId is null)
        {
            return null;
        }

        var row = await connection.QueryFirstOrDefaultAsync<HeldId>(
            """
            select reference.id, false as ours, entry.id as entry_id, entry.ticket_number
            from reference join entry on entry.id = reference.entry_id
            where reference.id = @MessageId and entry.kind = 'Mail'
            order by entry.id limit 1
            """,
            new { clues.MessageId },
            transaction);
        return row is null ? null : new FoundTicket(row.TicketNumber, row.EntryId, new Evidence(ThreadingRule.NamedByEarlier, null));
    }

    private static async Task<FoundTicket?> BySubjectAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, ThreadClues clues)
    {
        if (clues.Numbers.Count == 0 || clues.Senders.Count == 0)
        {
            return null;
        }

        var number = await connection.ExecuteScalarAsync<long?>(
            """
            select ticket_number from participant
            where ticket_number = any (@numbers) and address = any (@senders)
            order by array_position(@numbers, ticket_number) limit 1
            """,
            new { numbers = clues.Numbers.ToArray(), senders = clues.Senders.ToArray() },
            transaction);
        return number is null ? null : new FoundTicket(number.Value, null, new Evidence(ThreadingRule.SubjectNumber, $"[#{number}]"));
    }

    private sealed record HeldId(string Id, bool Ours, long EntryId, long TicketNumber);
}
