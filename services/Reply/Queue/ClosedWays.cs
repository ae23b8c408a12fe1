using Dapper;
using HelpdeskMail.Contracts.SystemEmails;
using Npgsql;

namespace HelpdeskMail.Reply.Queue;

/// <summary>Ways out of mailboxes that cannot be used for a while, on all replicas at once.</summary>
internal sealed class ClosedWays(NpgsqlDataSource database)
{
    /// <summary>Those of a mailbox that are closed now.</summary>
    public async Task<IReadOnlyList<SendingProtocol>> ListAsync(Guid systemEmailId, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return [.. (await connection.QueryAsync<string>("select protocol from closed_way where system_email_id = @systemEmailId and until > now()", new { systemEmailId })).Select(Enum.Parse<SendingProtocol>)];
    }

    /// <summary>Closes a way; gives for how long, reckoned from the failures in a row. Null, and it stays open, where the mailbox was let go on since the failing attempt was claimed.</summary>
    public async Task<TimeSpan?> CloseAsync(
        Guid systemEmailId, int revision, long lifts, SendingProtocol protocol, string code, string reason, Func<int, TimeSpan> pause, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var answers = await connection.QueryMultipleAsync(
            $"""
            {HoldTable.Turn};
            insert into closed_way (system_email_id, protocol, until, code, reason) select @systemEmailId, @protocol, now() + interval '5 seconds', @code, @reason
            where not {HoldTable.IsOutdated}
            on conflict (system_email_id, protocol) do update set failures = closed_way.failures + case when closed_way.until > now() then 0 else 1 end, code = excluded.code, reason = excluded.reason
            returning failures
            """,
            new { systemEmailId, revision, lifts, protocol = protocol.ToString(), code, reason });
        await answers.ReadAsync<int>();
        if (await answers.ReadSingleOrDefaultAsync<int?>() is not { } failures)
        {
            return null;
        }

        var length = pause(failures);
        await connection.ExecuteAsync(
            "update closed_way set until = now() + @length where system_email_id = @systemEmailId and protocol = @protocol", new { systemEmailId, protocol = protocol.ToString(), length });
        return length;
    }

    /// <summary>Opens a way again.</summary>
    public async Task OpenAsync(Guid systemEmailId, SendingProtocol protocol, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync("delete from closed_way where system_email_id = @systemEmailId and protocol = @protocol", new { systemEmailId, protocol = protocol.ToString() });
    }
}
