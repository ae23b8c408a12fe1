using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using HelpdeskMail.Contracts.Mail;
using HelpdeskMail.ServiceDefaults.ServiceCalls;

namespace HelpdeskMail.Helpdesk.Tests.Hosting;

/// <summary>Answers as the MailStore does, from memory.</summary>
public sealed class StubMailStore : HttpMessageHandler
{
    private readonly ConcurrentDictionary<long, (MailReceipt Receipt, byte[] Raw)> receipts = new();
    private readonly ConcurrentDictionary<string, byte[]> blobs = new();
    private long last;
    private int asked;

    /// <summary>How many mails have been asked for so far.</summary>
    public int Asked => Volatile.Read(ref asked);

    public IReadOnlyDictionary<string, byte[]> Blobs => blobs;

    /// <summary>What it says is not handled yet.</summary>
    public WaitingMail Waiting { get; set; } = new(0, null);

    /// <summary>While set, every call fails as if the MailStore were gone.</summary>
    public bool IsAway { get; set; }

    public MailReceipt Put(byte[] raw, Guid systemEmail, DateTimeOffset receivedAt, string? failure = null, long? size = null)
    {
        var id = Interlocked.Increment(ref last);
        var receipt = new MailReceipt(
            id,
            new MailPlace(systemEmail, MailSource.Imap, "INBOX", $"1/{id}"),
            failure is null ? Convert.ToHexStringLower(SHA256.HashData(raw)) : null,
            size ?? raw.Length,
            receivedAt,
            receivedAt,
            failure,
            null);
        receipts[id] = (receipt, raw);
        return receipt;
    }

    /// <summary>A receipt of a failure gets its message.</summary>
    public void Complete(long receiptId, byte[] raw) =>
        receipts[receiptId] = (receipts[receiptId].Receipt with { Failure = null, Content = Convert.ToHexStringLower(SHA256.HashData(raw)), Size = raw.Length }, raw);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (IsAway)
        {
            throw new HttpRequestException("The MailStore is away.");
        }

        var path = request.RequestUri!.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return path switch
        {
            ["receipts", "waiting"] => Json(Waiting),
            ["receipts", var id] when id != "mails" => receipts.TryGetValue(Number(id), out var found) ? Json(found.Receipt) : Missing(),
            ["receipts", var id, "mail"] => receipts.TryGetValue(Number(id), out var found) ? Mail(found.Receipt, found.Raw) : Missing(),
            ["receipts", var id, "raw"] => receipts.TryGetValue(Number(id), out var found) && found.Receipt.Content is not null ? Bytes(found.Raw) : Missing(),
            ["receipts", var id, "header"] => receipts.TryGetValue(Number(id), out var found) && found.Receipt.Content is null ? Bytes(found.Raw) : Missing(),
            ["receipts", "mails"] => Bytes(Mails((await request.Content!.ReadFromJsonAsync<long[]>(cancellationToken))!)),
            ["blobs", "batch"] => Json(await KeepManyAsync(await request.Content!.ReadAsStreamAsync(cancellationToken))),
            ["messages"] => Json(Store(System.Web.HttpUtility.ParseQueryString(request.RequestUri.Query), await request.Content!.ReadAsByteArrayAsync(cancellationToken))),
            ["blobs"] => Json(Keep(await request.Content!.ReadAsByteArrayAsync(cancellationToken))),
            ["blobs", var content] => blobs.TryGetValue(content, out var kept) ? Bytes(kept) : Missing(),
            _ => Missing(),
        };
    }

    private StoredMail Store(System.Collections.Specialized.NameValueCollection query, byte[] raw)
    {
        var place = new MailPlace(Guid.Parse(query["systemEmailId"]!), Enum.Parse<MailSource>(query["source"]!), query["folder"]!, query["key"]!);
        var known = receipts.Values.FirstOrDefault(one => one.Receipt.Place == place).Receipt;
        if (known is not null)
        {
            return new StoredMail(known.ReceiptId, Created: false, known.Content!);
        }

        var at = DateTimeOffset.Parse(query["receivedAt"]!, System.Globalization.CultureInfo.InvariantCulture);
        var receipt = Put(raw, place.SystemEmailId, at) with { Place = place };
        receipts[receipt.ReceiptId] = (receipt, raw);
        return new StoredMail(receipt.ReceiptId, Created: true, receipt.Content!);
    }

    private StoredBlob Keep(byte[] bytes)
    {
        var content = Convert.ToHexStringLower(SHA256.HashData(bytes));
        blobs[content] = bytes;
        return new StoredBlob(content, bytes.Length);
    }

    private async Task<List<StoredBlob>> KeepManyAsync(Stream body)
    {
        var kept = new List<StoredBlob>();
        while (await Framing.ReadHeadAsync<BlobHead>(body, CancellationToken.None) is { } head)
        {
            var bytes = new byte[head.Size];
            await Framing.ReadBytesAsync(body, bytes, CancellationToken.None);
            kept.Add(Keep(bytes));
        }

        return kept;
    }

    /// <summary>Every third is told to be read on its own.</summary>
    private byte[] Mails(long[] ids)
    {
        using var body = new MemoryStream();
        Interlocked.Add(ref asked, ids.Length);
        foreach (var (receipt, raw) in ids.Where(receipts.ContainsKey).Select(id => receipts[id]))
        {
            var isKept = receipt.Content is not null;
            var isLarge = isKept && receipt.ReceiptId % 3 == 0;
            body.Write(Framing.Head(new MailHead(receipt, isKept && !isLarge ? raw.Length : null, isLarge)));
            body.Write(isKept && !isLarge ? raw : []);
        }

        return body.ToArray();
    }

    private static HttpResponseMessage Mail(MailReceipt receipt, byte[] raw)
    {
        var answer = receipt.Content is null ? new HttpResponseMessage(HttpStatusCode.NoContent) : Bytes(raw);
        answer.Headers.Add(MailReceipt.Header, JsonSerializer.Serialize(receipt, JsonSerializerOptions.Web));
        return answer;
    }

    private static HttpResponseMessage Json<T>(T value) => new(HttpStatusCode.OK) { Content = JsonContent.Create(value) };

    private static HttpResponseMessage Bytes(byte[] bytes) => new(HttpStatusCode.OK) { Content = new ByteArrayContent(bytes) };

    private static long Number(string id) => long.Parse(id, System.Globalization.CultureInfo.InvariantCulture);

    private static HttpResponseMessage Missing() => new(HttpStatusCode.NotFound);
}
