using HelpdeskMail.Contracts.Mail;
using HelpdeskMail.ServiceDefaults.Database;

namespace HelpdeskMail.Helpdesk.MailStore;

/// <summary>
/// Calls to the MailStore that many mails make at the same time: those that come while one is under way share the next. A single one waits for nothing. What is too large to share goes alone, and only
/// a few of that size are in memory at once.
/// </summary>
public sealed class SharedCalls : IDisposable
{
    private const int MostMails = 64;
    private const int MostFiles = 200;
    private const long MostFileBytes = 8 * 1024 * 1024;

    /// <summary>Messages of many megabytes that are in memory at once.</summary>
    private const int MostLarge = 4;

    private readonly SemaphoreSlim large = new(MostLarge, MostLarge);
    private readonly IServiceScopeFactory scopes;
    private readonly Coalescer<long, (MailHead Head, byte[]? Raw)?> reading;
    private readonly Coalescer<byte[], StoredBlob?> keeping;

    /// <summary>Calls through <see cref="MailStoreClient"/>.</summary>
    public SharedCalls(IServiceScopeFactory scopes)
    {
        this.scopes = scopes;
        reading = new Coalescer<long, (MailHead, byte[]?)?>(ReadAsync, _ => 1, MostMails, MostMails, concernsOneItem: _ => false);
        keeping = new Coalescer<byte[], StoredBlob?>(KeepAsync, file => file.Length, MostFiles, MostFileBytes, concernsOneItem: _ => false);
    }

    /// <summary>A received message with what is known of it; null when the MailStore has no such receipt. To be disposed when the message is done with.</summary>
    /// <param name="receiptId">Its number.</param>
    /// <param name="client">Reads it where it is too large to be read with others.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="HttpRequestException">The MailStore is away; try again later.</exception>
    public async Task<ReadMail?> ReadMailAsync(long receiptId, MailStoreClient client, CancellationToken cancellation)
    {
        if (await reading.RunAsync(receiptId).WaitAsync(cancellation) is not var (head, raw))
        {
            return null;
        }

        if (!head.IsLarge)
        {
            return new ReadMail(head.Receipt, raw, room: null);
        }

        await large.WaitAsync(cancellation);
        var room = large;
        try
        {
            if (await client.ReadMailAsync(receiptId, cancellation) is not var (receipt, whole))
            {
                return null;
            }

            var mail = new ReadMail(receipt, whole, room);
            room = null;
            return mail;
        }
        finally
        {
            room?.Release();
        }
    }

    /// <summary>Keeps a file; keeping the same bytes again changes nothing.</summary>
    /// <param name="file">Opens it, and does so again if it has to go alone.</param>
    /// <param name="client">Keeps it where it is too large to be kept with others.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>Its address, or null when it is larger than the MailStore takes.</returns>
    /// <exception cref="HttpRequestException">The MailStore is away; try again later.</exception>
    public async Task<StoredBlob?> StoreBlobAsync(Func<Stream> file, MailStoreClient client, CancellationToken cancellation)
    {
        await using (var start = file())
        {
            var bytes = new MemoryStream();
            var buffer = new byte[16 * 1024];
            int read;
            while (bytes.Length <= BlobHead.Most && (read = await start.ReadAsync(buffer, cancellation)) > 0)
            {
                bytes.Write(buffer, 0, read);
            }

            if (bytes.Length <= BlobHead.Most)
            {
                return await keeping.RunAsync(bytes.ToArray()).WaitAsync(cancellation);
            }
        }

        await using var whole = file();
        return await client.StoreBlobAsync(whole, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => large.Dispose();

    private async Task<IReadOnlyList<(MailHead Head, byte[]? Raw)?>> ReadAsync(IReadOnlyList<long> receipts)
    {
        using var scope = scopes.CreateScope();
        var mails = await scope.ServiceProvider.GetRequiredService<MailStoreClient>().ReadMailsAsync(receipts.ToHashSet(), CancellationToken.None);
        var found = mails.ToDictionary(mail => mail.Head.Receipt.ReceiptId);
        return [.. receipts.Select(receipt => found.TryGetValue(receipt, out var mail) ? mail : ((MailHead, byte[]?)?)null)];
    }

    private async Task<IReadOnlyList<StoredBlob?>> KeepAsync(IReadOnlyList<byte[]> files)
    {
        using var scope = scopes.CreateScope();
        return await scope.ServiceProvider.GetRequiredService<MailStoreClient>().StoreBlobsAsync(files, CancellationToken.None);
    }
}
