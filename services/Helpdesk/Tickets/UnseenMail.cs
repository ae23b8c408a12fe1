using Dapper;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>Mail that came into a ticket after what somebody knows of it: nobody closes or puts aside a question that they have not seen.</summary>
internal static class UnseenMail
{
    /// <summary>Most names that are told.</summary>
    private const int Most = 3;

    /// <summary>Who has written since, which nobody changes before the transaction ends; null for nobody.</summary>
    /// <param name="connection">Connection of the transaction.</param>
    /// <param name="transaction">The transaction; it holds the ticket's row afterwards, and no mail joins the ticket meanwhile.</param>
    /// <param name="number">The ticket.</param>
    /// <param name="known">The newest mail that is known, or any entry that came after it.</param>
    public static async Task<string?> WhoAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, long number, long known)
    {
        await connection.ExecuteAsync("select from ticket where number = @number for update", new { number }, transaction);
        return await connection.ExecuteScalarAsync<string?>(
            """
            select string_agg(author_name, ', ' order by newest desc) from (
              select author_name, max(id) as newest from entry
              where ticket_number = @number and id > @known and kind in ('Mail', 'Bounce') and not quiet
              group by author_name order by newest desc limit @Most) as writer
            """,
            new { number, known, Most },
            transaction);
    }
}
