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
            insert into link_attempt (id, system_email_id, mailbox, client_id, token_endpoint, issuer, return_to, admin_id, admin_name, start_hash, started_at, expires_at, outcome, opened_at,
              device_code, user_code, device_address, poll_at, poll_pause)
            values (@Id, @SystemEmailId, @Mailbox, @ClientId, @TokenEndpoint, @Issuer, @ReturnTo, @AdminId, @AdminName, @StartHash, @StartedAt, @ExpiresAt, @Outcome, @OpenedAt,
              @DeviceCode, @UserCode, @DeviceAddress, @PollAt, @PollPause)
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

    /// <summary>Takes the right to ask about a device code now, once for each pause however many want to; null when it is not time yet, or over.</summary>
    public async Task<LinkAttemptRow?> ClaimPollAsync(Guid id, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleOrDefaultAsync<LinkAttemptRow>(new CommandDefinition(
            """
            update link_attempt set poll_at = @now + make_interval(secs => poll_pause)
            where id = @id and device_code is not null and ended_at is null and used_at is null and poll_at <= @now and expires_at > @now
            returning *
            """,
            new { id, now },
            cancellationToken: cancellation));
    }

    /// <summary>The provider wants longer pauses (RFC 8628 section 3.5: five seconds more from now on).</summary>
    public async Task SlowDownAsync(Guid id, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(new CommandDefinition(
            "update link_attempt set poll_pause = least(poll_pause + 5, 60), poll_at = poll_at + interval '5 seconds' where id = @id", new { id }, cancellationToken: cancellation));
    }

    /// <summary>Device codes that nobody watches on a page, to be asked about now.</summary>
    public async Task<IReadOnlyList<Guid>> WaitingCodesAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return (await connection.QueryAsync<Guid>(new CommandDefinition(
            "select id from link_attempt where device_code is not null and ended_at is null and used_at is null and poll_at <= @now and expires_at > @now order by poll_at limit 20", new { now }, cancellationToken: cancellation))).AsList();
    }

    /// <summary>Writes down how it ended; the first end stays.</summary>
    /// <returns>False when it had ended before.</returns>
    public static async Task<bool> EndAsync(DbConnection connection, Guid id, LinkOutcome outcome, DateTimeOffset now, CancellationToken cancellation) =>
        await connection.ExecuteAsync(new CommandDefinition(
            """
            update link_attempt set ended_at = @now, used_at = coalesce(used_at, @now), verifier = null, device_code = null, outcome = @state, account = @Account, code = @Code,
              what = @What, why = @Why, remedy = @Remedy, provider_answer = @ProviderAnswer
            where id = @id and ended_at is null
            """,
            new { id, now, state = outcome.State.ToString(), outcome.Account, outcome.Code, outcome.What, outcome.Why, outcome.Remedy, outcome.ProviderAnswer },
            cancellationToken: cancellation)) == 1;
}
