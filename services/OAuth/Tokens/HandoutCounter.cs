using Dapper;
using HelpdeskMail.Contracts.SystemEmails;
using Npgsql;

namespace HelpdeskMail.OAuth.Tokens;

/// <summary>The table <c>handout</c>: who was given credentials of which system email, for what, how often and when last.</summary>
public sealed class HandoutCounter(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>Counts one.</summary>
    public async Task CountAsync(Guid systemEmailId, string caller, CredentialPurpose purpose, CancellationToken cancellation)
    {
        OAuthMeter.CountHandout(caller, purpose.ToString());
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into handout (system_email_id, caller, purpose, count, last_at) values (@systemEmailId, @caller, @purpose, 1, @now)
            on conflict (system_email_id, caller, purpose) do update set count = handout.count + 1, last_at = excluded.last_at
            """,
            new { systemEmailId, caller, purpose = purpose.ToString(), now = time.GetUtcNow() },
            cancellationToken: cancellation));
    }
}
