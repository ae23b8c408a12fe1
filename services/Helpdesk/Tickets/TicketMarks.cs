using Dapper;
using HelpdeskMail.Helpdesk.SignIn;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>Unread marks set and taken off by hand, for many tickets at once and one person only.</summary>
internal static class TicketMarks
{
    public static void MapTicketMarks(this WebApplication app) =>
        app.MapPost("/tickets/marks", MarkAsync).RequireAuthorization(Access.Agent).ExcludeFromDescription();

    private static async Task<IResult> MarkAsync(IFormCollection form, NpgsqlDataSource database, HttpContext context, CancellationToken cancellation)
    {
        var numbers = TickedTickets.Numbers(form).ToArray();
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            form["act"] == "unread"
                ? "delete from seen where person_id = @Id and ticket_number = any (@numbers)"
                : """
                  insert into seen (person_id, ticket_number, entry_id) select @Id, number, last_mail_entry from ticket where number = any (@numbers) and last_mail_entry is not null and is_open_to(@Id, system_email_id)
                  on conflict (person_id, ticket_number) do update set entry_id = excluded.entry_id
                  """,
            new { context.User.Actor().Id, numbers });
        return TypedResults.LocalRedirect($"/tickets{context.Request.QueryString}");
    }
}
