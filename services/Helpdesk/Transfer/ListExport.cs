using System.Globalization;
using System.Text;
using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.Helpdesk.Tickets;

namespace HelpdeskMail.Helpdesk.Transfer;

/// <summary>
/// A list of tickets as a table for other programs: CSV (RFC 4180) in UTF-8 with a mark at its beginning, by which spreadsheets know it. Columns and values are English and times UTC, since programs read
/// them. It holds the first <see cref="Most"/> tickets, and is written part by part.
/// </summary>
internal static class ListExport
{
    /// <summary>Most tickets of one file.</summary>
    public const int Most = 20_000;

    private static readonly string[] Columns =
        ["number", "subject", "status", "priority", "customer", "address", "mailbox", "assignee", "tags", "department", "due", "opened", "last_entry"];

    public static void MapListExport(this WebApplication app) => app.MapGet("/tickets/list.csv", WriteAsync).RequireAuthorization(Access.Agent).ExcludeFromDescription();

    public static void MapListExportApi(this RouteGroupBuilder api) =>
        api.MapGet("/tickets/list.csv", WriteAsync).WithTags("Tickets").ProducesProblem(StatusCodes.Status401Unauthorized)
            .WithSummary($"A list of tickets as CSV, up to {Most} of them. It is narrowed and ordered as /tickets is; what is searched for is called q.");

    private static async Task WriteAsync(TicketList list, TimeProvider time, HttpContext context)
    {
        var (address, reader, cancellation) = (ListAddress.Of(context.Request.Query), context.User.Actor().Id, context.RequestAborted);
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = string.Create(CultureInfo.InvariantCulture, $"attachment; filename=tickets-{time.GetUtcNow():yyyy-MM-dd}.csv");
        await using var writer = new StreamWriter(context.Response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        await writer.WriteAsync($"{string.Join(',', Columns)}\r\n");
        var (after, written) = ((string?)null, 0);
        do
        {
            var part = await list.ReadAsync(address.Query, reader, after, Math.Min(TicketList.LongestPage, Most - written), cancellation);
            foreach (var ticket in part.Tickets)
            {
                await writer.WriteAsync($"{string.Join(',', Values(ticket).Select(Cell))}\r\n");
            }

            (after, written) = (part.Next, written + part.Tickets.Count);
            await writer.FlushAsync(cancellation);
        }
        while (after is not null && written < Most);
    }

    private static string[] Values(TicketLine ticket) =>
    [
        ticket.Number.ToString(CultureInfo.InvariantCulture), ticket.Subject, ticket.Status.ToString(), Priority.Title(ticket.Priority), ticket.CustomerName, ticket.CustomerAddress, ticket.SystemEmailAddress ?? "",
        ticket.AssigneeName ?? "", string.Join(' ', ticket.Tags), ticket.Department, Moment(ticket.DueAt), Moment(ticket.CreatedAt), Moment(ticket.LastEntryAt),
    ];

    private static string Moment(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "";

    /// <summary>
    /// One value. What a stranger has written into a subject or a name is no formula: spreadsheets run what begins with one of their signs, unless an apostrophe stands before it.
    /// </summary>
    internal static string Cell(string value)
    {
        var plain = value.Length > 0 && value[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? $"'{value}" : value;
        return plain.AsSpan().IndexOfAny(",\"\r\n;") >= 0 ? $"\"{plain.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : plain;
    }
}
