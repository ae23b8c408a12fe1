using Dapper;
using Npgsql;

namespace HelpdeskMail.Helpdesk.MailboxAccess;

/// <summary>
/// Tells which mailboxes are divided: where somebody may work in one of two and not in the other, mail of the one in a ticket of the other would be read by people to whom it is closed, and be seen by nobody
/// whom it is for. Where everybody may work in both or in neither, a ticket is as good in either.
/// </summary>
/// <param name="Open">The mailboxes of each person to whom not all are open.</param>
internal sealed record MailboxWalls(IReadOnlyList<IReadOnlySet<Guid>> Open)
{
    /// <summary>Reads them as they stand now.</summary>
    public static async Task<MailboxWalls> ReadAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction = null) =>
        new([.. (await connection.QueryAsync<string>(
            """
            select distinct array_to_string(open, ' ')
            from (select mailboxes_open_to(id) as open from person where disabled_at is null and mailboxes is not null) as one where open is not null
            """,
            transaction: transaction)).Select(open => open.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Guid.Parse).ToHashSet())]);

    /// <summary>Whether somebody may work in one of two mailboxes and not in the other.</summary>
    public bool Divide(Guid one, Guid other) => Open.Any(open => open.Contains(one) != open.Contains(other));

    /// <summary>Those of some mailboxes that are divided from one.</summary>
    public IReadOnlyList<Guid> DividedFrom(Guid mailbox, IEnumerable<Guid> others) => Open.Count == 0 ? [] : [.. others.Where(other => Divide(mailbox, other))];
}
