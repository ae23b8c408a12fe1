using Dapper;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Threading;

/// <summary>
/// Makes transactions that deal with mails of one conversation wait for each other. Each takes an advisory lock on its own Message-ID and on every id it names,
/// in one order, until it ends; two mails of which one names the other, or which both name a third, share an id. So the second sees what the first has stored,
/// whichever comes first.
/// </summary>
internal static class ThreadLock
{
    /// <summary>Each takes a place in PostgreSQL's table of locks until the transaction ends; of a thread of hundreds the newest ids and the root are enough.</summary>
    private const int MostFirst = 60;

    private const int MostLast = 4;

    /// <summary>The statement that takes them, of the keys <c>@names</c>: to be sent with others that need what it holds.</summary>
    public const string Statement =
        """
        select count(pg_advisory_xact_lock(key))
        from (select distinct hashtextextended('thread:' || name, 0) as key from unnest(@names) as name order by key) as ordered
        """;

    public static Task TakeAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, IEnumerable<string> keys) =>
        connection.ExecuteAsync(Statement, new { names = Names(keys) }, transaction);

    /// <summary>The keys of which locks are taken.</summary>
    public static string[] Names(IEnumerable<string> keys)
    {
        var all = keys.ToList();
        return [.. all.Count <= MostFirst + MostLast ? all : [.. all.Take(MostFirst), .. all.TakeLast(MostLast)]];
    }
}
