using Dapper;
using HelpdeskMail.Helpdesk.SignIn;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Pages;

/// <summary>What pages say once and is too long for a cookie: kept here, sealed, until it is shown, and for a minute at most. Only the browser that it is for knows its id.</summary>
public sealed class LongFlashes(NpgsqlDataSource database, TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);

    /// <summary>Keeps one.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> KeepAsync(byte[] content, CancellationToken cancellation)
    {
        var (id, now) = (OneTimeKey.Create(), time.GetUtcNow());
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            "delete from long_flash where at < @old; insert into long_flash (id, content, at) values (@id, @content, @now)", new { id, content, now, old = now - Kept });
        return id;
    }

    /// <summary>Takes one, once; null when there is none of that id. Not asynchronous, since a page has to know what it says before it is rendered for the first time.</summary>
    public byte[]? Take(string id)
    {
        using var connection = database.OpenConnection();
        return connection.ExecuteScalar<byte[]?>("delete from long_flash where id = @id returning content", new { id });
    }
}
