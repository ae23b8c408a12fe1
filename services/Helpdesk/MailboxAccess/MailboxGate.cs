using Dapper;
using HelpdeskMail.Helpdesk.Pages;
using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.ServiceDefaults.Problems;
using Npgsql;

namespace HelpdeskMail.Helpdesk.MailboxAccess;

/// <summary>
/// Stands before every address, page or API, that names a ticket or something in one: what lies in a mailbox that is closed to the person does not exist for
/// them. One place instead of one in each of some fifty handlers; a test goes through all routes and finds one that is not known here.
/// </summary>
internal static class MailboxGate
{
    /// <summary>Beginnings of addresses that name something by a number or id, and the mailboxes that it belongs to.</summary>
    private static readonly (string Address, string Parameter, string Mailboxes)[] Guarded =
    [
        ("tickets/{number", "number", "select system_email_id from ticket where number = @number"),
        ("entries/{id", "id", "select ticket.system_email_id from entry join ticket on ticket.number = entry.ticket_number where entry.id = @number"),
        ("attachments/{id", "id", "select ticket.system_email_id from attachment join entry on entry.id = attachment.entry_id join ticket on ticket.number = entry.ticket_number where attachment.id = @number"),
        ("regroupings/{id", "id", "select ticket.system_email_id from regrouping join ticket on ticket.number in (regrouping.source, regrouping.target) where regrouping.id = @number"),
        ("failed-mail/{receiptId", "receiptId", "select coalesce(ticket.system_email_id, intake.system_email_id) as system_email_id from intake left join ticket on ticket.number = intake.ticket_number where receipt_id = @number"),
    ];

    /// <summary>Whether an address is one of those.</summary>
    /// <param name="pattern">The route, <c>/tickets/{number:long}/note</c>.</param>
    public static bool Knows(string? pattern) => Find(pattern) is not null;

    public static void UseMailboxGate(this WebApplication app) => app.Use(async (context, next) =>
    {
        if (context.User.Identity is { IsAuthenticated: true } && Find((context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText) is { } guarded
            && context.User.Actor() is { Mailboxes: { } open }
            && long.TryParse(Convert.ToString(context.Request.RouteValues[guarded.Parameter], System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture, out var number)
            && !await IsOpenAsync(context.RequestServices.GetRequiredService<NpgsqlDataSource>(), guarded.Mailboxes, number, open, context.RequestAborted))
        {
            await RefuseAsync(context);
            return;
        }

        await next(context);
    });

    private static (string Parameter, string Mailboxes)? Find(string? pattern)
    {
        foreach (var (address, parameter, mailboxes) in Guarded)
        {
            if (pattern?.Contains(address, StringComparison.OrdinalIgnoreCase) ?? false)
            {
                return (parameter, mailboxes);
            }
        }

        return null;
    }

    /// <summary>What is not there at all is left to the handler, which says so in its own words. A failed mail without a row is of an unknown mailbox.</summary>
    private static async Task<bool> IsOpenAsync(NpgsqlDataSource database, string mailboxes, long number, IReadOnlyList<Guid> open, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteScalarAsync<bool>(
            $"select coalesce(bool_and(coalesce(system_email_id = any (@open), false)), @missing) from ({mailboxes}) as touched",
            new { number, open = open.ToArray(), missing = !mailboxes.Contains("from intake", StringComparison.Ordinal) });
    }

    private static Task RefuseAsync(HttpContext context)
    {
        if (PagePolicy.WantsPage(context.Request))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return PlainPage.WriteAsync(context, StatusCodes.Status404NotFound);
        }

        return ServiceProblems.Problem(
            StatusCodes.Status404NotFound, "not_in_your_mailboxes", "There is no such thing in the mailboxes that are open to you.", "Ask an administrator to open the mailbox to you under People.").ExecuteAsync(context);
    }
}
