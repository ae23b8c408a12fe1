using System.Globalization;
using Dapper;
using HelpdeskMail.Helpdesk.People;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Live;

/// <summary>Keeps news of tickets in mailboxes that are closed to somebody from their pages: not even a number is told. Asks nothing for those to whom all are open.</summary>
public sealed class LiveAccess(NpgsqlDataSource database)
{
    /// <summary>Whether a reader's page may be told of a topic.</summary>
    /// <param name="topic">«ticket 1001», «presence 1001», or a name without a number.</param>
    /// <param name="reader">Whose page it is.</param>
    /// <param name="cancellation">Ends the query.</param>
    public async Task<bool> MayHearAsync(string topic, Actor reader, CancellationToken cancellation)
    {
        if (reader.Mailboxes is not { } open || topic.IndexOf(' ', StringComparison.Ordinal) is not (> 0 and var blank)
            || !long.TryParse(topic.AsSpan(blank + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return true;
        }

        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteScalarAsync<bool>(
            "select exists (select 1 from ticket where number = @number and system_email_id = any (@open))", new { number, open = open.ToArray() });
    }
}
