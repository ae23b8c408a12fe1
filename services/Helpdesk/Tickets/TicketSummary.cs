using System.Text.Json;
using Dapper;
using HelpdeskMail.Helpdesk.Threading;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>What a ticket's row says of its entries, made anew after entries have come from or gone to another ticket.</summary>
internal static class TicketSummary
{
    /// <summary>Makes it anew.</summary>
    /// <param name="connection">Connection of the transaction.</param>
    /// <param name="transaction">The transaction; it holds the ticket's row.</param>
    /// <param name="ticket">The ticket.</param>
    /// <param name="ours">Our own addresses, who take part in no ticket.</param>
    /// <param name="now">When it is changed.</param>
    public static async Task RebuildAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, long ticket, IReadOnlyCollection<string> ours, DateTimeOffset now)
    {
        await connection.ExecuteAsync(
            $"""
            update ticket set
              updated_at = @now,
              last_entry_at = coalesce(latest.at, ticket.last_entry_at),
              last_entry_kind = coalesce(latest.kind, ticket.last_entry_kind),
              last_words = coalesce(latest.words, ''),
              last_mail_entry = (select max(id) from entry where ticket_number = @ticket and kind in ('Mail', 'Bounce') and not quiet),
              attachments = (select count(*) from attachment join entry on entry.id = attachment.entry_id where entry.ticket_number = @ticket and not attachment.inline)
            from (select 1) as always left join lateral (
              select at, kind, coalesce(first_words, left(regexp_replace(left(text, 1000), '\s+', ' ', 'g'), 200)) as words
              from entry where ticket_number = @ticket and kind <> 'Event' and not quiet order by {EntryOrder.NewestFirst} limit 1) as latest on true
            where number = @ticket;
            select pg_notify('helpdesk_live', 'ticket ' || @ticket);
            """,
            new { ticket, now },
            transaction);
        await RebuildPeopleAsync(connection, transaction, ticket, ours.ToHashSet(StringComparer.OrdinalIgnoreCase));
    }

    private static async Task RebuildPeopleAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, long ticket, HashSet<string> ours)
    {
        var rows = (await connection.QueryAsync<Row>(
            $"select kind, author_name, author_address, recipients::text as recipients from entry where ticket_number = @ticket and kind in ('Mail', 'Reply') order by {EntryOrder.OldestFirst}",
            new { ticket },
            transaction)).AsList();
        await connection.ExecuteAsync("delete from participant where ticket_number = @ticket", new { ticket }, transaction);
        var customer = await connection.QuerySingleAsync<EntryAddress>("select customer_address as address, customer_name as name from ticket where number = @ticket", new { ticket }, transaction);
        var writers = rows.Where(row => row.Kind == EntryKind.Mail && row.AuthorAddress is not null)
            .Select(row => new EntryAddress(row.AuthorAddress!, row.AuthorName == row.AuthorAddress ? null : row.AuthorName));
        var others = rows.Where(row => row.Recipients is not null).Select(row => JsonSerializer.Deserialize<EntryRecipients>(row.Recipients!)!)
            .SelectMany(recipients => recipients.To.Concat(recipients.Cc).Concat(recipients.ReplyTo));
        await EntryWriter.AddParticipantsAsync(connection, transaction, ticket, NewParticipant.Of(
            (rows.Count == 0 ? [] : writers.Append(customer).Where(IsOther), true),
            (others.Where(IsOther), false)));

        bool IsOther(EntryAddress one) => !ours.Contains(AddressTokens.Without(one.Address));
    }

    private sealed record Row
    {
        public EntryKind Kind { get; init; }

        public string AuthorName { get; init; } = "";

        public string? AuthorAddress { get; init; }

        public string? Recipients { get; init; }
    }
}
