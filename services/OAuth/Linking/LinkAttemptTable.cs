using System.Data.Common;
using Dapper;
using Npgsql;

namespace HelpdeskMail.OAuth.Linking;

/// <summary>The table <c>link_attempt</c>. Each step forward is one conditional update, so that of two browsers, or one that comes twice, only one takes it.</summary>
public sealed class LinkAttemptTable(NpgsqlDataSource database)
{
    /// <summary>Adds an attempt.</summary>
    public static Task AddAsync(DbConnection connection, LinkAttemptRow row, CancellationToken cancellation) =>
        connection.ExecuteAsync(new CommandDefinition(
            """
            insert into link_attempt (id, system_email_id, mailbox, client_id, token_endpoint, return_to, admin_id, admin_name, start_hash, started_at, expires_at, outcome)
            values (@Id, @SystemEmailId, @Mailbox, @ClientId, @TokenEndpoint, @ReturnTo, @AdminId, @AdminName, @StartHash, @StartedAt, @ExpiresAt, @Outcome)
            """,
            row,
            cancellationToken: cancellation));

    /// <summary>One by its id.</summary>
    public async Task<LinkAttemptRow?> FindAsync(Guid id, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleOrDefaultAsync<LinkAttemptRow>(new CommandDefinition(
            "select * from link_attempt where id = @id", new { id }, cancellationToken: cancellation));
    }

    /// <summary>One by the hash of its state; null for a state that was never given out.</summary>
    public async Task<LinkAttemptRow?> FindByStateAsync(byte[] stateHash, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleOrDefaultAsync<LinkAttemptRow>(new CommandDefinition(
            "select * from link_attempt where state_hash = @stateHash", new { stateHash }, cancellationToken: cancellation));
    }

    /// <summary>The browser has come: binds the attempt to it. False when one came before, the key is wrong or the time is over.</summary>
    public async Task<bool> OpenAsync(
        Guid id, byte[] startHash, byte[] stateHash, byte[] browserHash, byte[] nonceHash, byte[] verifier, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteAsync(new CommandDefinition(
            """
            update link_attempt set opened_at = @now, state_hash = @stateHash, browser_hash = @browserHash, nonce_hash = @nonceHash, verifier = @verifier
            where id = @id and start_hash = @startHash and opened_at is null and ended_at is null and expires_at > @now
            """,
            new { id, startHash, stateHash, browserHash, nonceHash, verifier, now },
            cancellationToken: cancellation)) == 1;
    }

    /// <summary>The browser has come back: takes the attempt, once. Null when it was taken before, has ended, or its time is over.</summary>
    public async Task<LinkAttemptRow?> TakeAsync(Guid id, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleOrDefaultAsync<LinkAttemptRow>(new CommandDefinition(
            "update link_attempt set used_at = @now where id = @id and used_at is null and ended_at is null and expires_at > @now returning *",
            new { id, now },
            cancellationToken: cancellation));
    }

    /// <summary>Writes down how it ended; the first end stays.</summary>
    public static Task EndAsync(DbConnection connection, Guid id, LinkOutcome outcome, DateTimeOffset now, CancellationToken cancellation) =>
        connection.ExecuteAsync(new CommandDefinition(
            """
            update link_attempt set ended_at = @now, used_at = coalesce(used_at, @now), verifier = null, outcome = @state, account = @Account, code = @Code,
              what = @What, why = @Why, remedy = @Remedy, provider_answer = @ProviderAnswer
            where id = @id and ended_at is null
            """,
            new { id, now, state = outcome.State.ToString(), outcome.Account, outcome.Code, outcome.What, outcome.Why, outcome.Remedy, outcome.ProviderAnswer },
            cancellationToken: cancellation));
}
