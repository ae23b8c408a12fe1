using System.Diagnostics;
using Dapper;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Answering;

/// <summary>Lets a reply belong to the trace of the mail it answers, so that one trace runs from the mailbox over the ticket to the server that took the reply.</summary>
internal static class ReplyTrace
{
    private static readonly ActivitySource Source = new("HelpdeskMail.Helpdesk");

    /// <summary>Begins a span below the one in which the ticket's newest mail became an entry, linked to the request at hand; null when nobody collects traces.</summary>
    public static async Task<Activity?> ContinueAsync(NpgsqlDataSource database, long ticket, CancellationToken cancellation)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        await using var connection = await database.OpenConnectionAsync(cancellation);
        var trace = await connection.ExecuteScalarAsync<string?>(
            "select trace from entry where ticket_number = @ticket and kind = 'Mail' and trace is not null order by at desc, id desc limit 1", new { ticket });
        var request = Activity.Current?.Context ?? default;
        return ActivityContext.TryParse(trace, null, out var mail)
            ? Source.StartActivity("ticket.reply", ActivityKind.Producer, mail, links: [new ActivityLink(request)])
            : Source.StartActivity("ticket.reply", ActivityKind.Producer);
    }
}
