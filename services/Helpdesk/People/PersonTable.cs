using Dapper;
using Npgsql;

namespace HelpdeskMail.Helpdesk.People;

/// <summary>The people who sign in.</summary>
public sealed class PersonTable(NpgsqlDataSource database)
{
    internal const string Columns = "id, email, name, role, password_hash, security_stamp, disabled_at, created_at, mailboxes";

    /// <summary>Everybody, by name.</summary>
    public async Task<IReadOnlyList<Person>> ListAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return (await connection.QueryAsync<Person>($"select {Columns} from person order by lower(name), id")).AsList();
    }

    /// <summary>One person, or null.</summary>
    public async Task<Person?> FindAsync(Guid id, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleOrDefaultAsync<Person?>($"select {Columns} from person where id = @id", new { id });
    }

    /// <summary>The person with an address, in any case; or null.</summary>
    public async Task<Person?> FindByEmailAsync(string email, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleOrDefaultAsync<Person?>($"select {Columns} from person where lower(email) = lower(@email)", new { email });
    }

    /// <summary>The people who have signed in by an identity provider.</summary>
    public async Task<IReadOnlySet<Guid>> KnownByProviderAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return (await connection.QueryAsync<Guid>("select distinct person_id from person_identity")).ToHashSet();
    }

    /// <summary>Whether there is anybody at all.</summary>
    public async Task<bool> IsEmptyAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteScalarAsync<bool>("select not exists (select 1 from person)");
    }

    /// <summary>Adds the first person, only while there is none: of two who try at once one is told that it was too late.</summary>
    public async Task<bool> AddFirstAsync(Person person, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await connection.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended('helpdesk:first-person', 0))", transaction: transaction);
        var added = await connection.ExecuteAsync(
            """
            insert into person (id, email, name, role, password_hash, security_stamp)
            select @Id, @Email, @Name, @Role, @PasswordHash, @SecurityStamp where not exists (select 1 from person)
            """,
            new { person.Id, person.Email, person.Name, Role = person.Role.ToString(), person.PasswordHash, person.SecurityStamp },
            transaction);
        await transaction.CommitAsync(cancellation);
        return added == 1;
    }

    /// <summary>Adds somebody who sets a password by a link. False when the address is taken.</summary>
    /// <param name="person">Who it is.</param>
    /// <param name="link">Digest of the link's key.</param>
    /// <param name="until">When the link ends.</param>
    /// <param name="by">The administrator.</param>
    /// <param name="now">The moment.</param>
    /// <param name="cancellation">Ends the change.</param>
    public async Task<bool> InviteAsync(Person person, byte[] link, DateTimeOffset until, Guid by, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteAsync(
            """
            with added as (
              insert into person (id, email, name, role, security_stamp, mailboxes) values (@Id, @Email, @Name, @Role, @SecurityStamp, @mailboxes) on conflict do nothing returning id)
            insert into password_reset (hash, person_id, made_by, made_at, expires_at) select @link, id, @by, @now, @until from added
            """,
            new { person.Id, person.Email, person.Name, Role = person.Role.ToString(), person.SecurityStamp, mailboxes = person.Mailboxes?.ToArray(), link, by, now, until }) == 1;
    }

    /// <summary>Changes somebody; ends all their sessions. What is not said stays as it is, whatever others change at the same time.</summary>
    /// <returns>The person as they are now; null when that would leave no administrator, and nothing is changed.</returns>
    public async Task<Person?> ChangeAsync(Guid id, PersonChange change, string stamp, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await connection.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended('helpdesk:people', 0))", transaction: transaction);
        await connection.ExecuteAsync(
            """
            update person set role = coalesce(@role::text, role), mailboxes = case when @all then null else coalesce(@mailboxes::uuid[], mailboxes) end, security_stamp = @stamp,
              disabled_at = case when @disabled::boolean is null then disabled_at when @disabled::boolean then coalesce(disabled_at, @now) end
            where id = @id
            """,
            new { id, role = change.Role?.ToString(), all = change.AllMailboxes == true, mailboxes = change.Mailboxes?.Distinct().ToArray(), disabled = change.Disabled, stamp, now },
            transaction);
        var administrators = await connection.ExecuteScalarAsync<long>(
            "select count(*) from person where role = 'Admin' and disabled_at is null and password_hash is not null", transaction: transaction);
        if (administrators == 0)
        {
            return null;
        }

        var person = await connection.QuerySingleAsync<Person>($"select {Columns} from person where id = @id", new { id }, transaction);
        await transaction.CommitAsync(cancellation);
        return person;
    }

    /// <summary>Stores a new password with its stamp. A link by which a password could be set is void after it: whoever has changed it needs none.</summary>
    /// <param name="person">Who it is, with the new hash and stamp.</param>
    /// <param name="before">The stamp that went with the former password.</param>
    /// <param name="cancellation">Ends the change.</param>
    /// <returns>False when the password was changed by somebody else in the meantime; that one stays.</returns>
    public async Task<bool> SavePasswordAsync(Person person, string before, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteScalarAsync<bool>(
            """
            with saved as (
              update person set password_hash = @PasswordHash, security_stamp = @SecurityStamp where id = @Id and security_stamp = @before returning id),
            links as (
              update password_reset set used_at = now() from saved where person_id = saved.id and used_at is null),
            tries as (
              delete from sign_in_tries using saved where person_id = saved.id and kind = 'Password')
            select exists (select from saved)
            """,
            new { person.Id, person.PasswordHash, person.SecurityStamp, before });
    }
}
