using Dapper;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.SignIn;
using Npgsql;

namespace HelpdeskMail.Helpdesk.ApiKeys;

/// <summary>Keys by which programs call <c>/api/v1</c>. A key acts for the person who made it and never may more than they do now.</summary>
public sealed class ApiKeyTable(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>What every key begins with, so that one found in a log or a repository is known for what it is.</summary>
    public const string Prefix = "hdm_";

    private const int LongestName = 100;

    /// <summary>How exactly the last use of a key is noted: reading is not to write with each call.</summary>
    private static readonly TimeSpan Noted = TimeSpan.FromMinutes(1);

    /// <summary>All keys, newest first, revoked ones too.</summary>
    public async Task<IReadOnlyList<ApiKey>> ListAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return (await connection.QueryAsync<ApiKey>(
            """
            select api_key.id, api_key.name, api_key.hint, api_key.role, api_key.read_only, person.name as created_by, api_key.created_at, api_key.used_at, api_key.revoked_at
            from api_key join person on person.id = api_key.created_by order by api_key.created_at desc
            """)).AsList();
    }

    /// <summary>What is wrong with the name of a key that is to be made; null when it can be made.</summary>
    internal static string? Problem(string? name) => Pages.TooLong.Line(Translated.Of("The name"), name, LongestName);

    /// <summary>Makes a key.</summary>
    /// <returns>The key itself, which cannot be had again.</returns>
    public async Task<string> CreateAsync(string name, Role role, Actor by, CancellationToken cancellation, bool readOnly = false)
    {
        var key = Prefix + OneTimeKey.Create();
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            "insert into api_key (id, name, hash, hint, role, read_only, created_by, created_at) values (@id, @name, @hash, @hint, @role, @readOnly, @by, @now)",
            new { id = Guid.NewGuid(), name = DatabaseText.OneLine(name, LongestName), hash = OneTimeKey.Digest(key), hint = $"{key[..8]}…{key[^4..]}", role = role.ToString(), readOnly, by = by.Id, now = time.GetUtcNow() });
        return key;
    }

    /// <summary>Ends a key at once.</summary>
    public async Task<bool> RevokeAsync(Guid id, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteAsync("update api_key set revoked_at = @now where id = @id and revoked_at is null", new { id, now = time.GetUtcNow() }) == 1;
    }

    /// <summary>Who a key acts for, and whether it only reads; null for one that is unknown or revoked, or whose maker is shut out.</summary>
    public async Task<(Actor Actor, bool ReadOnly)?> FindActorAsync(string key, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var (hash, now) = (OneTimeKey.Digest(key), time.GetUtcNow());
        var row = await connection.QuerySingleOrDefaultAsync<KeyRow?>(
            """
            select person.id, api_key.name as key_name, person.name as person_name, api_key.role as key_role, api_key.read_only, person.role as person_role, mailboxes_open_to(person.id) as mailboxes,
                   api_key.used_at is null or api_key.used_at <= @noted as unnoted
            from api_key join person on person.id = api_key.created_by
            where api_key.hash = @hash and api_key.revoked_at is null and person.disabled_at is null
            """,
            new { hash, noted = now - Noted });
        if (row is null)
        {
            return null;
        }

        if (row.Unnoted)
        {
            await TryNoteAsync(connection, hash, now);
        }

        return (new Actor(row.Id, $"{row.PersonName} ({row.KeyName})", row is { KeyRole: Role.Admin, PersonRole: Role.Admin } ? Role.Admin : Role.Agent) { Mailboxes = row.Mailboxes }, row.ReadOnly);
    }

    /// <summary>Notes that a key is used. A database that takes nothing now, since its disk is full or it only reads, still answers what it is asked.</summary>
    private static async Task TryNoteAsync(NpgsqlConnection connection, byte[] hash, DateTimeOffset now)
    {
        try
        {
            await connection.ExecuteAsync("update api_key set used_at = @now where hash = @hash", new { hash, now });
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.DiskFull or PostgresErrorCodes.ReadOnlySqlTransaction)
        {
            // When it was used last is told a little late.
        }
    }

    private sealed record KeyRow
    {
        public Guid Id { get; init; }

        public bool Unnoted { get; init; }

        public string KeyName { get; init; } = "";

        public bool ReadOnly { get; init; }

        public string PersonName { get; init; } = "";

        public Role KeyRole { get; init; }

        public Role PersonRole { get; init; }

        public IReadOnlyList<Guid>? Mailboxes { get; init; }
    }
}
