using Dapper;
using HelpdeskMail.Helpdesk.MailStore;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Previews;

/// <summary>What files really are: looked at once, by the first who sees them, and remembered by their digest.</summary>
public sealed class FileKinds(NpgsqlDataSource database)
{
    /// <summary>Of one page; files beyond that are looked at when they are opened.</summary>
    private const int MostAtOnce = 24;

    /// <summary>Media types by digest. What the MailStore cannot give now is left out and looked at the next time.</summary>
    /// <param name="contents">Digests of the files.</param>
    /// <param name="mailStore">Where they lie.</param>
    /// <param name="cancellation">Ends the looking.</param>
    /// <param name="most">How many are looked at that nobody has looked at before; the others are left out.</param>
    public async Task<IReadOnlyDictionary<string, string>> ReadAsync(IEnumerable<string> contents, MailStoreClient mailStore, CancellationToken cancellation, int most = MostAtOnce)
    {
        var wanted = contents.Distinct(StringComparer.Ordinal).ToArray();
        if (wanted.Length == 0)
        {
            return new Dictionary<string, string>(StringComparer.Ordinal);
        }

        Dictionary<string, string> known;
        await using (var connection = await database.OpenConnectionAsync(cancellation))
        {
            known = (await connection.QueryAsync<(string Content, string MediaType)>("select content, media_type from file_kind where content = any (@wanted)", new { wanted }))
                .ToDictionary(row => row.Content, row => row.MediaType, StringComparer.Ordinal);
        }

        foreach (var content in wanted.Where(content => !known.ContainsKey(content)).Take(most))
        {
            if (await LookAsync(content, mailStore, cancellation) is { } kind)
            {
                known[content] = kind;
            }
        }

        return known;
    }

    private async Task<string?> LookAsync(string content, MailStoreClient mailStore, CancellationToken cancellation)
    {
        try
        {
            using var bytes = await mailStore.OpenBlobAsync(content, cancellation);
            if (bytes is null)
            {
                return null;
            }

            var head = new byte[FileSignature.HeadLength];
            var length = await bytes.Stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellation);
            var kind = FileSignature.Read(head.AsSpan(0, length));
            await using var connection = await database.OpenConnectionAsync(cancellation);
            await connection.ExecuteAsync("insert into file_kind (content, media_type) values (@content, @kind) on conflict do nothing", new { content, kind });
            return kind;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return null;
        }
    }
}
