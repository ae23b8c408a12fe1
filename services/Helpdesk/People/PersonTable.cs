using Dapper;
using Npgsql;

namespace HelpdeskMail.Helpdesk.People;

/// <summary>The people who sign in.</summary>
public sealed class PersonTable(NpgsqlDataSource database)
{
    private const string HasSecondFactor = "exists (select from second_factor where person_id = person.id and confirmed_at is not null)";

    private const string Columns =
        "id, email, name, role, password_hash, security_stamp, failed_attempts, locked_until, invited_until, disabled_at, created_at, mailboxes";

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

    /// <summary>The person whose invitation has this digest and is still good; or null.</summary>
    public async Task<Person?> FindByInvitationAsync(byte[] invitation, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleOrDefaultAsync<Person?>(
            $"select {Columns} from person where invitation = @invitation and invited_until > @now and disabled_at is null", new { invitation, now });
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

    /// <summary>Adds somebody who sets a password by an invitation. False when the address is taken.</summary>
    public async Task<bool> InviteAsync(Person person, byte[] invitation, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteAsync(
            """
            insert into person (id, email, name, role, security_stamp, invitation, invited_until, mailboxes)
            values (@Id, @Email, @Name, @Role, @SecurityStamp, @invitation, @InvitedUntil, @mailboxes)
            on conflict do nothing
            """,
            new { person.Id, person.Email, person.Name, Role = person.Role.ToString(), person.SecurityStamp, invitation, person.InvitedUntil, mailboxes = person.Mailboxes?.ToArray() }) == 1;
    }

    /// <summary>Gives a person a new invitation, which also lets them set a new password.</summary>
    public async Task InviteAgainAsync(Guid id, byte[] invitation, DateTimeOffset until, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync("update person set invitation = @invitation, invited_until = @until where id = @id", new { id, invitation, until });
    }

    /// <summary>Gives a person a link for a new password that they ask for themselves.</summary>
    /// <param name="id">The person.</param>
    /// <param name="invitation">Digest of the link's key.</param>
    /// <param name="until">When it ends.</param>
    /// <param name="now">The moment.</param>
    /// <param name="pause">From one to the next.</param>
    /// <param name="cancellation">Ends the change.</param>
    /// <returns>False when one was asked for less than the pause ago.</returns>
    public async Task<bool> AskForResetAsync(Guid id, byte[] invitation, DateTimeOffset until, DateTimeOffset now, TimeSpan pause, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteAsync(
            "update person set invitation = @invitation, invited_until = @until, reset_asked_at = @now where id = @id and (reset_asked_at is null or reset_asked_at <= @since)",
            new { id, invitation, until, now, since = now - pause }) == 1;
    }

    /// <summary>Takes back links for a new password that people asked for themselves, by the digests of their keys.</summary>
    /// <param name="invitations">The digests.</param>
    /// <param name="validity">How long such a link is good, by which it is told from an invitation.</param>
    /// <param name="cancellation">Ends the change.</param>
    /// <returns>The addresses of the people whose links they were.</returns>
    public async Task<IReadOnlyList<string>> VoidResetsAsync(IReadOnlyList<byte[]> invitations, TimeSpan validity, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return (await connection.QueryAsync<string>(
            "update person set invitation = null, invited_until = null where invitation = any (@invitations) and invited_until = reset_asked_at + @validity returning email",
            new { invitations = invitations.ToArray(), validity })).AsList();
    }

    /// <summary>Sets the password of the one whose invitation this is, and uses it up; wrong codes of a second factor still count, which a new password says nothing of. False when it was used or has ended meanwhile.</summary>
    public async Task<bool> TakeUpInvitationAsync(byte[] invitation, string passwordHash, string stamp, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteAsync(
            $"""
            update person set password_hash = @passwordHash, security_stamp = @stamp, invitation = null, invited_until = null,
              failed_attempts = case when {HasSecondFactor} then failed_attempts else 0 end,
              locked_until = case when {HasSecondFactor} then locked_until end
            where invitation = @invitation and invited_until > @now and disabled_at is null
            """,
            new { invitation, passwordHash, stamp, now }) == 1;
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

    /// <summary>Counts a wrong password.</summary>
    /// <returns>How many there are now.</returns>
    public async Task<int> CountFailureAsync(Guid id, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteScalarAsync<int>("update person set failed_attempts = failed_attempts + 1 where id = @id returning failed_attempts", new { id });
    }

    /// <summary>Forgets the wrong passwords.</summary>
    public async Task ForgetFailuresAsync(Guid id, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync("update person set failed_attempts = 0 where id = @id", new { id });
    }

    /// <summary>Lets no password be tried until a moment; null to let them be tried at once.</summary>
    public async Task LockAsync(Guid id, DateTimeOffset? until, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync("update person set locked_until = @until where id = @id", new { id, until });
    }

    /// <summary>Stores a new password with its stamp. A link by which a password could be set is void after it: whoever has changed it needs none.</summary>
    /// <param name="person">Who it is, with the new hash and stamp.</param>
    /// <param name="before">The stamp that went with the former password.</param>
    /// <param name="cancellation">Ends the change.</param>
    /// <returns>False when the password was changed by somebody else in the meantime; that one stays.</returns>
    public async Task<bool> SavePasswordAsync(Person person, string before, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteAsync(
            """
            update person set password_hash = @PasswordHash, security_stamp = @SecurityStamp, failed_attempts = 0, invitation = null, invited_until = null
            where id = @Id and security_stamp = @before
            """,
            new { person.Id, person.PasswordHash, person.SecurityStamp, before }) == 1;
    }
}
