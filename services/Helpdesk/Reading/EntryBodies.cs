using Dapper;
using HelpdeskMail.Helpdesk.Tickets;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Reading;

/// <summary>HTML and files of entries as they are stored.</summary>
public sealed class EntryBodies(NpgsqlDataSource database)
{
    /// <summary>HTML as its sender wrote it; null when the entry has none or is unknown.</summary>
    public async Task<string?> FindHtmlAsync(long entry, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteScalarAsync<string?>("select html from entry where id = @entry", new { entry });
    }

    /// <summary>Files of an entry.</summary>
    public async Task<IReadOnlyList<EntryAttachment>> ListFilesAsync(long entry, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return (await connection.QueryAsync<EntryAttachment>(
            "select id, entry_id, content, file_name, media_type, size, content_id, inline from attachment where entry_id = @entry order by position", new { entry })).AsList();
    }

    /// <summary>One file; null when it is unknown.</summary>
    public async Task<EntryAttachment?> FindFileAsync(long id, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleOrDefaultAsync<EntryAttachment?>(
            "select id, entry_id, content, file_name, media_type, size, content_id, inline from attachment where id = @id", new { id });
    }

    /// <summary>The ticket an entry is in; null when there is no such entry.</summary>
    public async Task<long?> FindTicketAsync(long entry, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteScalarAsync<long?>("select ticket_number from entry where id = @entry", new { entry });
    }

    /// <summary>The receipt of the MailStore an entry came by first; null for what did not come by mail.</summary>
    public async Task<long?> FindReceiptAsync(long entry, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteScalarAsync<long?>("select min(receipt_id) from intake where entry_id = @entry and content is not null", new { entry });
    }
}
