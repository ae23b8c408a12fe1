using System.Security.Cryptography;
using System.Text;
using Dapper;
using HelpdeskMail.Helpdesk.MailStore;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Pictures;

/// <summary>
/// Keeps pictures that were loaded once in the MailStore: a second reader, or a second look, does not ask their owner again. Pictures are kept as they were for
/// ever, like the mail they belong to; failures are tried again after ten minutes.
/// </summary>
public sealed class PictureCache(NpgsqlDataSource database, PictureFetcher fetcher, TimeProvider time)
{
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(10);

    /// <summary>The picture and what it is; null when it cannot be had. The caller disposes the bytes.</summary>
    /// <exception cref="HttpRequestException">The MailStore is away.</exception>
    public async Task<(StoredBytes Bytes, string MediaType)?> OpenAsync(Uri picture, MailStoreClient mailStore, CancellationToken cancellation)
    {
        var address = SHA256.HashData(Encoding.UTF8.GetBytes(picture.AbsoluteUri));
        var row = await FindAsync(address, cancellation);
        if (row is null || (row.Content is null && time.GetUtcNow() - row.FetchedAt > Again))
        {
            row = await FetchAsync(picture, address, mailStore, cancellation);
        }

        return row.Content is not null && await mailStore.OpenBlobAsync(row.Content, cancellation) is { } bytes ? (bytes, row.MediaType!) : null;
    }

    private async Task<Row?> FindAsync(byte[] address, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleOrDefaultAsync<Row?>("select content, media_type, fetched_at from remote_picture where address = @address", new { address });
    }

    private async Task<Row> FetchAsync(Uri picture, byte[] address, MailStoreClient mailStore, CancellationToken cancellation)
    {
        var fetched = await fetcher.FetchAsync(picture, cancellation);
        string? content = null;
        if (fetched is FetchedPicture.Picture found)
        {
            using var bytes = new MemoryStream(found.Bytes);
            content = (await mailStore.StoreBlobAsync(bytes, cancellation))?.Content;
        }

        var row = new Row { Content = content, MediaType = content is null ? null : ((FetchedPicture.Picture)fetched).MediaType, FetchedAt = time.GetUtcNow() };
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            """
            insert into remote_picture (address, content, media_type, problem, fetched_at) values (@address, @Content, @MediaType, @problem, @FetchedAt)
            on conflict (address) do update
              set content = excluded.content, media_type = excluded.media_type, problem = excluded.problem, fetched_at = excluded.fetched_at
            """,
            new { address, row.Content, row.MediaType, problem = content is not null ? null : (fetched as FetchedPicture.Problem)?.Reason ?? "not kept", row.FetchedAt });
        return row;
    }

    private sealed record Row
    {
        public string? Content { get; init; }

        public string? MediaType { get; init; }

        public DateTimeOffset FetchedAt { get; init; }
    }
}
