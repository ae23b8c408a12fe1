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
    private static readonly NumberedThing[] Guarded =
    [
        new("tickets/{number", "number", "select system_email_id from ticket where number = @number"),
        new("entries/{id", "id", "select ticket.system_email_id from entry join ticket on ticket.number = entry.ticket_number where entry.id = @number"),
        new("attachments/{id", "id", "select ticket.system_email_id from attachment join entry on entry.id = attachment.entry_id join ticket on ticket.number = entry.ticket_number where attachment.id = @number"),
        new("regroupings/{id", "id", "select ticket.system_email_id from regrouping join ticket on ticket.number in (regrouping.source, regrouping.target) where regrouping.id = @number"),
        new("failed-mail/{receiptId", "receiptId", "select coalesce(ticket.system_email_id, intake.system_email_id) as system_email_id from intake left join ticket on ticket.number = intake.ticket_number where receipt_id = @number")
        {
            // A failed mail without a row is of an unknown mailbox.
            IsOpenWhenMissing = false,
        },
    ];

    /// <summary>Whether an address is one of those.</summary>
    /// <param name="pattern">The route, <c>/tickets/{number:long}/note</c>.</param>
    public static bool Knows(string? pattern) => Find(pattern) is not null;

    public static void UseMailboxGate(this WebApplication app) => app.Use(async (context, next) =>
    {
        if (context.User.Identity is { IsAuthenticated: true } && Find((context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText) is { } guarded
            && context.User.Actor() is { Mailboxes: { } open }
            && long.TryParse(Convert.ToString(context.Request.RouteValues[guarded.Parameter], System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture, out var number)
            && !await IsOpenAsync(context.RequestServices.GetRequiredService<NpgsqlDataSource>(), guarded, number, open, context.RequestAborted))
        {
            await RefuseAsync(context);
            return;
        }

        await next(context);
    });

    private static NumberedThing? Find(string? pattern) => Array.Find(Guarded, thing => pattern?.Contains(thing.Address, StringComparison.OrdinalIgnoreCase) ?? false);

    /// <summary>What is not there at all is left to the handler, which says so in its own words.</summary>
    private static async Task<bool> IsOpenAsync(NpgsqlDataSource database, NumberedThing thing, long number, IReadOnlyList<Guid> open, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteScalarAsync<bool>(
            $"select coalesce(bool_and(coalesce(system_email_id = any (@open), false)), @missing) from ({thing.Mailboxes}) as touched",
            new { number, open = open.ToArray(), missing = thing.IsOpenWhenMissing });
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

    /// <summary>Something that addresses name by a number.</summary>
    /// <param name="Address">Beginning of its addresses, after the common part.</param>
    /// <param name="Parameter">Name of the number in them.</param>
    /// <param name="Mailboxes">Finds the mailboxes that it belongs to.</param>
    private sealed record NumberedThing(string Address, string Parameter, string Mailboxes)
    {
        public bool IsOpenWhenMissing { get; init; } = true;
    }
}
