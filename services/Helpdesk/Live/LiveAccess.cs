using System.Globalization;
using Dapper;
using HelpdeskMail.Helpdesk.People;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Live;

/// <summary>Keeps news of tickets in mailboxes that are closed to somebody from their pages: not even a number is told. Asks nothing for those to whom all are open.</summary>
public sealed class LiveAccess(NpgsqlDataSource database)
{
    /// <summary>Those of some topics that a reader's page may be told of.</summary>
    /// <param name="topics">«ticket 1001», «presence 1001», or names without a number.</param>
    /// <param name="reader">Whose page it is.</param>
    /// <param name="cancellation">Ends the query.</param>
    public async Task<IReadOnlyCollection<string>> HeardAsync(IReadOnlyCollection<string> topics, Actor reader, CancellationToken cancellation)
    {
        if (reader.Mailboxes is not { } open || topics.Select(NumberOf).OfType<long>().ToArray() is not { Length: > 0 } numbers)
        {
            return topics;
        }

        await using var connection = await database.OpenConnectionAsync(cancellation);
        var theirs = (await connection.QueryAsync<long>(
            "select number from ticket where number = any (@numbers) and system_email_id = any (@open)", new { numbers, open = open.ToArray() })).ToHashSet();
        return [.. topics.Where(topic => NumberOf(topic) is not { } number || theirs.Contains(number))];
    }

    private static long? NumberOf(string topic) =>
        topic.IndexOf(' ', StringComparison.Ordinal) is > 0 and var blank && long.TryParse(topic.AsSpan(blank + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
