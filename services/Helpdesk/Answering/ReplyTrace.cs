using System.Diagnostics;
using Dapper;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Answering;

/// <summary>Lets a reply belong to the trace of the mail it answers, so that one trace runs from the mailbox over the ticket to the server that took the reply.</summary>
internal static class ReplyTrace
{
    private static readonly ActivitySource Source = new("HelpdeskMail.Helpdesk");

    /// <summary>The span in which the ticket's newest mail became an entry; null when there is none, or nobody collects traces.</summary>
    public static async Task<ActivityContext?> FindAsync(NpgsqlDataSource database, long ticket, CancellationToken cancellation)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        await using var connection = await database.OpenConnectionAsync(cancellation);
        var trace = await connection.ExecuteScalarAsync<string?>(
            "select trace from entry where ticket_number = @ticket and kind = 'Mail' and trace is not null order by at desc, id desc limit 1", new { ticket });
        return ActivityContext.TryParse(trace, null, out var mail) ? mail : null;
    }

    /// <summary>
    /// Begins a span below <paramref name="mail"/>, linked to the request at hand. Not asynchronous, since the present span of an asynchronous method ends with it.
    /// </summary>
    public static Activity? Continue(ActivityContext? mail) =>
        mail is { } parent
            ? Source.StartActivity("ticket.reply", ActivityKind.Producer, parent, links: [new ActivityLink(Activity.Current?.Context ?? default)])
            : Source.StartActivity("ticket.reply", ActivityKind.Producer);
}
