using System.Text.RegularExpressions;
using Dapper;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>
/// Finds colleagues whom a note names: «@ada» for the beginning of an address, «@Ada» for a first name, «@AdaAdmin» for the whole name without blanks. A name
/// that several have means none of them.
/// </summary>
internal static partial class Mentions
{
    private const int Most = 20;

    /// <summary>Writes down who is named.</summary>
    public static async Task AddAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, long ticket, long entry, string text, DateTimeOffset now)
    {
        var names = Name().Matches(text).Select(match => match.Groups["name"].Value.TrimEnd('.', '-').ToLowerInvariant()).Distinct(StringComparer.Ordinal).Take(Most).ToArray();
        if (names.Length == 0)
        {
            return;
        }

        await connection.ExecuteAsync(
            """
            insert into mention (person_id, entry_id, ticket_number, at)
            select distinct only_one, @entry, @ticket, @now from (
              select (array_agg(person.id))[1] as only_one
              from unnest(@names) as named (name) join person on person.disabled_at is null
                and is_open_to(person.id, (select system_email_id from ticket where number = @ticket)) and named.name in (
                split_part(lower(person.email), '@', 1), lower(person.email), lower(split_part(person.name, ' ', 1)), lower(replace(person.name, ' ', '')))
              group by named.name having count(distinct person.id) = 1) as found
            on conflict do nothing
            """,
            new { ticket, entry, now, names },
            transaction);
    }

    [GeneratedRegex(@"(?<![\w@.])@(?<name>[\p{L}\p{N}][\p{L}\p{N}._@-]{0,100})", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Name();
}
