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
    public static Task TakeAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, IEnumerable<string> keys) =>
        connection.ExecuteAsync(
            """
            select pg_advisory_xact_lock(key)
            from (select distinct hashtextextended('thread:' || name, 0) as key from unnest(@names) as name order by key) as ordered
            """,
            new { names = keys.ToArray() },
            transaction);
}
