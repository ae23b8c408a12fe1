using System.Collections.Concurrent;
using Dapper;
using HelpdeskMail.Contracts.SystemEmails;
using Npgsql;

namespace HelpdeskMail.Reply.Queue;

/// <summary>The largest message that each mailbox's server takes, as it said when it was last reached (RFC 1870): the helpdesk tells an agent before a reply is queued that is larger.</summary>
internal sealed class LearnedSizes(NpgsqlDataSource database)
{
    private readonly ConcurrentDictionary<Guid, (SendingProtocol Way, long? Size)> written = new();

    /// <summary>Notes what a server said; writes only what is new.</summary>
    public async Task LearnAsync(SystemEmailSettings email, SendingSettings way, long? size, CancellationToken cancellation)
    {
        if (written.TryGetValue(email.Id, out var before) && before == (way.Protocol, size))
        {
            return;
        }

        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellation);
            await connection.ExecuteAsync(
                """
                insert into mailbox (system_email_id, max_message_size, server, seen_at) values (@Id, @size, @server, now())
                on conflict (system_email_id) do update set max_message_size = excluded.max_message_size, server = excluded.server, seen_at = excluded.seen_at
                """,
                new { email.Id, size, server = $"{way.Server.Host}:{way.Server.Port}" });
            written[email.Id] = (way.Protocol, size);
        }
        catch (NpgsqlException)
        {
            // The next connection teaches it again.
        }
    }
}
