using Dapper;
using HelpdeskMail.ServiceDefaults.Repeating;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Correspondents;

/// <summary>
/// Takes over who takes part in tickets into the addresses that are offered, from the entries that came since it last looked; at first from all of them, in parts. Running twice changes nothing; dying
/// half-way leaves the part to be done again. One replica works at a time, the others find the lock taken.
/// </summary>
public sealed partial class KnownAddressWork(NpgsqlDataSource database, TimeProvider time, ILogger<KnownAddressWork> logger) : BackgroundService
{
    private const int Part = 2_000;

    /// <summary>Numbers of entries are given before they are committed: those a little before the last are looked at once more.</summary>
    private const int Overlap = 2_000;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenParts = TimeSpan.FromMilliseconds(50);

    /// <summary>Takes one part over.</summary>
    /// <returns>Whether there may be more.</returns>
    public async Task<bool> TakeOverAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (await connection.QuerySingleOrDefaultAsync<long?>("select entry_id from known_address_progress for update skip locked", transaction: transaction) is not { } from
            || await connection.ExecuteScalarAsync<long?>("select max(id) from entry", transaction: transaction) is not { } newest || newest == from)
        {
            return false;
        }

        var upTo = await connection.ExecuteScalarAsync<long?>("select max(id) from (select id from entry where id > @from order by id limit @Part) as part", new { from, Part }, transaction) ?? newest;
        var people = (await connection.QueryAsync<Person>(
            """
            select participant.address, system_email_id as mailbox, coalesce((array_agg(participant.name order by last_entry_at desc) filter (where participant.name <> ''))[1], '') as name, coalesce(max(correspondent.name), '') as given, max(last_entry_at) as last_at
            from participant join ticket on number = ticket_number
            left join correspondent_address on correspondent_address.address = participant.address left join correspondent on correspondent.id = correspondent_id
            where ticket_number in (select ticket_number from entry where id > @from - @Overlap and id <= @upTo) and system_email_id is not null and participant.address like '%_@_%'
            group by participant.address, system_email_id order by participant.address, system_email_id
            """,
            new { from, upTo, Overlap },
            transaction)).AsList();
        await connection.ExecuteAsync(
            """
            insert into known_address (address, system_email_id, name, last_at, words)
            select address, mailbox, name, last_at, array_to_tsvector(string_to_array(words, ' ')) from unnest(@addresses, @mailboxes, @names, @times, @words) as people (address, mailbox, name, last_at, words)
            on conflict (address, system_email_id) do update
              set name = case when excluded.name = '' then known_address.name else excluded.name end, last_at = greatest(known_address.last_at, excluded.last_at),
                  words = case when excluded.name = '' then known_address.words else excluded.words end
              where (excluded.name <> '' and excluded.name <> known_address.name) or excluded.last_at > known_address.last_at + interval '1 hour'
            """,
            new
            {
                addresses = people.Select(one => one.Address).ToArray(),
                mailboxes = people.Select(one => one.Mailbox).ToArray(),
                names = people.Select(one => one.Name).ToArray(),
                times = people.Select(one => one.LastAt).ToArray(),
                words = people.Select(one => one.Words).ToArray(),
            },
            transaction);
        await connection.ExecuteAsync("update known_address_progress set entry_id = @upTo", new { upTo }, transaction);
        await transaction.CommitAsync(cancellation);
        return upTo < newest;
    }

    /// <summary>Has addresses found by the name that an agent gave their person.</summary>
    internal static async Task NameAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid correspondent)
    {
        var rows = (await connection.QueryAsync<Person>(
            """
            select known_address.address, system_email_id as mailbox, known_address.name, correspondent.name as given, last_at from known_address
            join correspondent_address using (address) join correspondent on correspondent.id = correspondent_id where correspondent.id = @correspondent
            """,
            new { correspondent },
            transaction)).AsList();
        await connection.ExecuteAsync(
            "update known_address set words = array_to_tsvector(string_to_array(given.words, ' ')) from unnest(@addresses, @mailboxes, @words) as given (address, mailbox, words) where known_address.address = given.address and system_email_id = mailbox",
            new { addresses = rows.Select(one => one.Address).ToArray(), mailboxes = rows.Select(one => one.Mailbox).ToArray(), words = rows.Select(one => one.Words).ToArray() },
            transaction);
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Repeat.EveryAsync(
            Pause,
            time,
            async cancellation =>
            {
                while (await TakeOverAsync(cancellation))
                {
                    await Task.Delay(BetweenParts, time, cancellation);
                }
            },
            exception => LogFailed(logger, exception.Message),
            stoppingToken);

    [LoggerMessage(EventId = 63, EventName = "correspondents.addresses_not_taken_over", Level = LogLevel.Warning, Message = "Addresses of correspondents could not be taken over ({Reason}); trying again")]
    private static partial void LogFailed(ILogger logger, string reason);

    private sealed record Person
    {
        public string Address { get; init; } = "";

        public Guid Mailbox { get; init; }

        public string Name { get; init; } = "";

        public string Given { get; init; } = "";

        public DateTimeOffset LastAt { get; init; }

        public string Words => $"{KnownAddressWords.Of(Address, $"{Name} {Given}")} {KnownAddressWords.Of(Mailbox)}";
    }
}
