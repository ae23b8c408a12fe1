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
    /// <param name="divided">Mailboxes into whose tickets nothing belongs that came by this one, whatever the evidence.</param>
    /// <param name="except">An entry that is placed anew and so is no evidence itself; null for none.</param>
    /// <returns>The ticket, null when nothing leads to one; and those of such mailboxes that the evidence spoke for, the strongest first.</returns>
    internal async Task<(FoundTicket? Ticket, IReadOnlyList<long> Divided)> FindAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, ThreadClues clues, Guid mailbox, IReadOnlyList<Guid> divided, long? except = null)
    {
        var found = (await ByMessageIdsAsync(connection, transaction, [(clues, mailbox)], except))[0].ToList();
        if (found.Count == 0 && await ByEarlierAnswerAsync(connection, transaction, clues, except) is { } earlier)
        {
            found.Add(earlier);
        }

        found.AddRange(await ByTokenAsync(connection, transaction, clues));
        found.AddRange((await BySubjectAsync(connection, transaction, [clues]))[0]);
        if (found.Count == 0 || divided.Count == 0)
        {
            return (Strongest(found), []);
        }

        var beyond = (await connection.QueryAsync<long>(
            "select number from ticket where number = any (@numbers) and system_email_id = any (@divided)",
            new { numbers = found.ConvertAll(one => one.Number).ToArray(), divided = divided.ToArray() },
            transaction)).ToHashSet();
        var spokenFor = found.Select(one => one.Number).Where(beyond.Contains).Distinct().ToList();
        var open = found.FindAll(one => !beyond.Contains(one.Number));
        return (Strongest([.. open, .. open.Count > 0 ? found.Where(one => beyond.Contains(one.Number)) : []]), spokenFor);
    }

    /// <summary>
    /// Looks for the tickets of many mails in two statements, by the Message-IDs that they name and the numbers in their subjects: for mails without an address token of ours
    /// (<see cref="HasToken"/>). What nothing leads to may still be named by an earlier answer.
    /// </summary>
    /// <param name="connection">Connection of the transaction.</param>
    /// <param name="transaction">The transaction.</param>
    /// <param name="mails">What each mail says, and the system email that it came by.</param>
    /// <returns>For each mail its ticket; null when nothing of this leads to one.</returns>
    internal static async Task<IReadOnlyList<FoundTicket?>> FindAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<(ThreadClues Clues, Guid Mailbox)> mails)
    {
        var named = await ByMessageIdsAsync(connection, transaction, mails, except: null);
        var numbered = await BySubjectAsync(connection, transaction, [.. mails.Select(mail => mail.Clues)]);
        return [.. mails.Select((_, place) => Strongest([.. named[place], .. numbered[place]]))];
    }

    /// <summary>Whether a mail was sent to an address that names one of our tickets.</summary>
    internal bool HasToken(ThreadClues clues) => clues.Addressed.Any(address => tokens.TicketIn(address) is not null);

    private static FoundTicket? Strongest(List<FoundTicket> found)
    {
        if (found.Count == 0)
        {
            return null;
        }

        var others = found.Select(one => one.Number).Where(number => number != found[0].Number).Distinct().Take(MostConflicts).ToList();
        return found[0] with { Evidence = found[0].Evidence with { Conflicts = others } };
    }

    private static async Task<IReadOnlyList<IEnumerable<FoundTicket>>> ByMessageIdsAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<(ThreadClues Clues, Guid Mailbox)> mails, long? except)
    {
        var named = mails.SelectMany((mail, place) => mail.Clues.Named.Select(one => (Place: place, one.Id, mail.Mailbox))).ToList();
        if (named.Count == 0)
        {
            return [.. mails.Select(_ => Array.Empty<FoundTicket>())];
        }

        var held = (await connection.QueryAsync<HeldId>(
            """
            select one.place, one.id, message_id.ours, entry.id as entry_id, entry.ticket_number
            from unnest(@places, @ids, @mailboxes) as one (place, id, mailbox)
            join message_id on message_id.id = one.id join entry on entry.id = message_id.entry_id join ticket on ticket.number = entry.ticket_number
            where entry.id is distinct from @except
            order by ticket.system_email_id is not distinct from one.mailbox desc, entry.id
            """,
            new
            {
                places = named.ConvertAll(one => one.Place).ToArray(),
                ids = named.ConvertAll(one => one.Id).ToArray(),
                mailboxes = named.ConvertAll(one => one.Mailbox).ToArray(),
                except,
            },
            transaction)).ToLookup(row => (row.Place, row.Id));
        return [.. mails.Select((mail, place) => Held(mail.Clues, place, ours: true, ThreadingRule.OurMessageId).Concat(Held(mail.Clues, place, ours: false, ThreadingRule.KnownMessageId)))];

        IEnumerable<FoundTicket> Held(ThreadClues clues, int place, bool ours, ThreadingRule rule) =>
            from one in clues.Named
            let row = held[(place, one.Id)].FirstOrDefault(row => row.Ours == ours)
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
            select 0 as place, reference.id, false as ours, entry.id as entry_id, entry.ticket_number
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

    private static async Task<IReadOnlyList<IEnumerable<FoundTicket>>> BySubjectAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<ThreadClues> mails)
    {
        var numbers = mails.SelectMany((clues, place) => clues.Numbers.Select(number => (Place: place, Number: number))).ToList();
        var senders = mails.SelectMany((clues, place) => clues.Numbers.Count == 0 ? [] : clues.Senders.Select(sender => (Place: place, Sender: sender))).ToList();
        if (numbers.Count == 0 || senders.Count == 0)
        {
            return [.. mails.Select(_ => Array.Empty<FoundTicket>())];
        }

        var rows = (await connection.QueryAsync<NamedTicket>(
            """
            select one.place, one.number as named, survivor(one.number) as number
            from unnest(@places, @numbers) with ordinality as one (place, number, position)
            where exists (
              select 1 from unnest(@senderPlaces, @senders) as sender (place, address)
              where sender.place = one.place and exists (
                select 1 from participant where ticket_number = survivor(one.number) and (address = sender.address or address in (
                  select other.address from correspondent_address as mine join correspondent_address as other using (correspondent_id) where mine.address = sender.address))))
            order by one.position
            """,
            new
            {
                places = numbers.ConvertAll(one => one.Place).ToArray(),
                numbers = numbers.ConvertAll(one => one.Number).ToArray(),
                senderPlaces = senders.ConvertAll(one => one.Place).ToArray(),
                senders = senders.ConvertAll(one => one.Sender).ToArray(),
            },
            transaction)).ToLookup(row => row.Place);
        return [.. mails.Select((_, place) => rows[place].Select(row => new FoundTicket(row.Number, null, new Evidence(ThreadingRule.SubjectNumber, $"[#{row.Named}]"))))];
    }

    private sealed record HeldId(int Place, string Id, bool Ours, long EntryId, long TicketNumber);

    private sealed record NamedTicket
    {
        public int Place { get; init; }

        public long Named { get; init; }

        public long Number { get; init; }
    }
}
