using Dapper;
using HelpdeskMail.Helpdesk.MailboxAccess;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Correspondents;

/// <summary>
/// Finds whom an agent may mean by the first letters of a name, an address or a domain: correspondents of the mailboxes that are open to the agent, the latest first, and colleagues.
/// The helpdesk's own system emails are left out, since a mail to them would come back as a ticket.
/// </summary>
public sealed class KnownAddressSearch(NpgsqlDataSource database)
{
    /// <summary>Most that are offered.</summary>
    public const int Most = 8;

    /// <summary>Fewer letters say nothing.</summary>
    public const int FewestLetters = 2;

    private const int LongestTyped = 200;

    /// <summary>So many that fit are put in order; where there are more, those of the latest addresses are taken, so that no word makes many rows be read.</summary>
    private const int Compared = 400;

    private const int Latest = 5_000;

    private const string Open = "(@open::uuid[] is null or system_email_id = any (@open))";
    private const string LatestOfAll = "select * from known_address order by last_at desc limit @Latest";

    private const string LatestOfOpen =
        "select one.* from unnest(@open) as mailbox cross join lateral (select * from known_address where system_email_id = mailbox order by last_at desc limit @Latest) as one";

    private const string Others =
        "not exists (select from system_email where not removed and lower(system_email.address) in (found.address, regexp_replace(found.address, '\\+[^@]*@', '@')))";

    /// <summary>Those who fit, the likeliest first; empty for fewer than <see cref="FewestLetters"/> letters.</summary>
    /// <param name="typed">What was typed, unfinished.</param>
    /// <param name="reader">Who asks.</param>
    /// <param name="cancellation">Ends the search.</param>
    public async Task<IReadOnlyList<KnownAddress>> FindAsync(string typed, Guid reader, CancellationToken cancellation)
    {
        var trimmed = typed.Trim();
        if (trimmed.Length is < FewestLetters or > LongestTyped || KnownAddressWords.Asked(trimmed) is not { Count: > 0 } asked)
        {
            return [];
        }

        await using var connection = await database.OpenConnectionAsync(cancellation);
        var open = await OpenMailboxes.OfAsync(connection, reader);
        var condition = KnownAddressWords.Condition(asked);
        condition = open is null ? condition : $"{condition} & ({string.Join(" | ", open.Append(Guid.Empty).Select(mailbox => $"'{KnownAddressWords.Of(mailbox)}'"))})";
        var parameters = new { condition, open, Compared, Latest, Most };
        var found = (await connection.QueryAsync<Found>($"select address, name, last_at from known_address where words @@ @condition::tsquery and {Open} limit @Compared", parameters)).AsList();
        if (found.Count == Compared)
        {
            found.AddRange(await connection.QueryAsync<Found>(
                $"""
                select address, name, last_at from ({(open is null ? LatestOfAll : LatestOfOpen)}) as latest
                where words @@ @condition::tsquery order by last_at desc limit @Compared
                """,
                parameters));
        }

        var addresses = found.OrderByDescending(one => one.LastAt).Select(one => one.Address).Distinct(StringComparer.Ordinal).Take(Most * 2).ToArray();
        var names = found.OrderBy(one => one.LastAt).Where(one => one.Name.Length > 0).GroupBy(one => one.Address, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Last().Name, StringComparer.Ordinal);
        var offered = await connection.QueryAsync<KnownAddress>(
            $"""
            select coalesce(correspondent.name, '') as name, found.address
            from unnest(@addresses) with ordinality as found (address, place)
            left join correspondent_address on correspondent_address.address = found.address left join correspondent on correspondent.id = correspondent_id
            where {Others} order by place limit @Most
            """,
            new { addresses, Most });
        var colleagues = await connection.QueryAsync<KnownAddress>(
            "select name, lower(email) as address from person where disabled_at is null order by name");
        return [.. offered.Select(one => one.Name.Length > 0 ? one : one with { Name = names.GetValueOrDefault(one.Address, "") })
            .Concat(colleagues.Where(one => Fits(one, asked)))
            .DistinctBy(one => one.Address, StringComparer.Ordinal).Take(Most)];
    }

    private static bool Fits(KnownAddress one, IReadOnlyList<string> asked)
    {
        var words = KnownAddressWords.Of(one.Address, one.Name).Split(' ');
        return asked.All(begin => words.Any(word => word.StartsWith(begin, StringComparison.Ordinal)));
    }

    private sealed record Found
    {
        public string Address { get; init; } = "";

        public string Name { get; init; } = "";

        public DateTimeOffset LastAt { get; init; }
    }
}
