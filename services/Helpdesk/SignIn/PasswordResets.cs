using Dapper;
using HelpdeskMail.Helpdesk.People;
using Npgsql;

namespace HelpdeskMail.Helpdesk.SignIn;

/// <summary>Links by which people set a password. A person may have several at once; with the first that is used, and with a password that is changed otherwise, the others are void.</summary>
public sealed class PasswordResets(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>How long ended links are kept.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    /// <summary>The person whose link has this digest and is still good; or null.</summary>
    public async Task<Person?> FindPersonAsync(byte[] hash, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleOrDefaultAsync<Person?>(
            $"select {PersonTable.Columns} from person join password_reset on person_id = id where hash = @hash and used_at is null and expires_at > @now and disabled_at is null",
            new { hash, now = time.GetUtcNow() });
    }

    /// <summary>The people who have a link that is still good.</summary>
    public async Task<IReadOnlySet<Guid>> HoldersAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return (await connection.QueryAsync<Guid>("select distinct person_id from password_reset where used_at is null and expires_at > @now", new { now = time.GetUtcNow() })).ToHashSet();
    }

    /// <summary>Makes a link for somebody on behalf of an administrator, whose earlier one may be in wrong hands: those made by administrators are void.</summary>
    public async Task MakeAsync(Guid person, byte[] hash, DateTimeOffset until, Guid by, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            """
            with earlier as (update password_reset set used_at = @now where person_id = @person and made_by is not null and used_at is null),
            old as (delete from password_reset where expires_at < @old)
            insert into password_reset (hash, person_id, made_by, made_at, expires_at) values (@hash, @person, @by, @now, @until)
            """,
            new { hash, person, by, until, now = time.GetUtcNow(), old = time.GetUtcNow() - Kept });
    }

    /// <summary>Makes a link that somebody asks for themselves, in the caller's transaction if there is one; those that there are stay good.</summary>
    /// <param name="connection">The caller's connection.</param>
    /// <param name="person">The person.</param>
    /// <param name="hash">Digest of the link's key.</param>
    /// <param name="validity">How long it is good.</param>
    /// <param name="pause">From one to the next.</param>
    /// <returns>False when one was asked for less than the pause ago.</returns>
    public async Task<bool> AskAsync(NpgsqlConnection connection, Guid person, byte[] hash, TimeSpan validity, TimeSpan pause)
    {
        var now = time.GetUtcNow();
        return await connection.ExecuteAsync(
            """
            with asked as (update person set reset_asked_at = @now where id = @person and (reset_asked_at is null or reset_asked_at <= @since) returning id)
            insert into password_reset (hash, person_id, made_at, expires_at) select @hash, id, @now, @until from asked
            """,
            new { person, hash, now, since = now - pause, until = now + validity }) == 1;
    }

    /// <summary>Takes back links that people asked for themselves.</summary>
    /// <param name="hashes">Digests of their keys.</param>
    /// <param name="cancellation">Ends the change.</param>
    /// <returns>The addresses of the people whose links they were.</returns>
    public async Task<IReadOnlyList<string>> VoidAsync(IReadOnlyList<byte[]> hashes, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return (await connection.QueryAsync<string>(
            """
            with ended as (update password_reset set used_at = @now where hash = any (@hashes) and made_by is null and used_at is null and expires_at > @now returning person_id)
            select distinct email from person join ended on ended.person_id = person.id
            """,
            new { hashes = hashes.ToArray(), now = time.GetUtcNow() })).AsList();
    }

    /// <summary>Sets the password of the one whose link this is, and uses it up. Wrong codes of a second factor still count, which a new password says nothing of.</summary>
    /// <returns>False when it was used, made void or has ended meanwhile.</returns>
    public async Task<bool> UseAsync(byte[] hash, string passwordHash, string stamp, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);

        // Of two links used at once, the second waits here and then finds itself void.
        var person = await connection.ExecuteScalarAsync<Guid?>(
            "select id from person where id = (select person_id from password_reset where hash = @hash) and disabled_at is null for update", new { hash }, transaction);
        if (person is null || await connection.ExecuteAsync("update password_reset set used_at = @now where hash = @hash and used_at is null and expires_at > @now", new { hash, now }, transaction) == 0)
        {
            return false;
        }

        await connection.ExecuteAsync(
            """
            update password_reset set used_at = @now where person_id = @person and used_at is null;
            update person set password_hash = @passwordHash, security_stamp = @stamp where id = @person;
            delete from sign_in_tries where person_id = @person and kind = 'Password'
            """,
            new { person, passwordHash, stamp, now },
            transaction);
        await transaction.CommitAsync(cancellation);
        return true;
    }
}
