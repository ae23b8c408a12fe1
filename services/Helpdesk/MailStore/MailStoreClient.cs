using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using HelpdeskMail.Contracts.Mail;
using HelpdeskMail.ServiceDefaults.ServiceCalls;

namespace HelpdeskMail.Helpdesk.MailStore;

/// <summary>Raw messages and files, kept by the MailStore. A call that fails throws <see cref="HttpRequestException"/>: the MailStore is away, and trying later helps.</summary>
public sealed class MailStoreClient(HttpClient http)
{
    /// <summary>What is known of a received message; null when the MailStore has no such receipt.</summary>
    public async Task<MailReceipt?> FindReceiptAsync(long receiptId, CancellationToken cancellation)
    {
        using var answer = await http.GetAsync($"/receipts/{receiptId}", cancellation);
        if (answer.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<MailReceipt>(cancellation);
    }

    /// <summary>A received message with what is known of it; null when the MailStore has no such receipt. The raw message is null when it was not kept.</summary>
    public async Task<(MailReceipt Receipt, byte[]? Raw)?> ReadMailAsync(long receiptId, CancellationToken cancellation)
    {
        using var answer = await http.GetAsync($"/receipts/{receiptId}/mail", cancellation);
        if (answer.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        answer.EnsureSuccessStatusCode();
        var receipt = JsonSerializer.Deserialize<MailReceipt>(answer.Headers.GetValues(MailReceipt.Header).Single(), JsonSerializerOptions.Web)!;
        return (receipt, answer.StatusCode == HttpStatusCode.NoContent ? null : await answer.Content.ReadAsByteArrayAsync(cancellation));
    }

    /// <summary>Received messages with what is known of them, as <see cref="ReadMailAsync"/> gives one; those that there are. A large one comes without its bytes.</summary>
    internal async Task<IReadOnlyList<(MailHead Head, byte[]? Raw)>> ReadMailsAsync(IReadOnlyCollection<long> receipts, CancellationToken cancellation)
    {
        // Read whole before it is looked at, so that the call's time limit holds for all of it.
        using var answer = await http.PostAsJsonAsync("/receipts/mails", receipts, cancellation);
        answer.EnsureSuccessStatusCode();
        await using var body = await answer.Content.ReadAsStreamAsync(cancellation);
        var mails = new List<(MailHead, byte[]?)>();
        try
        {
            while (await Framing.ReadHeadAsync<MailHead>(body, cancellation) is { } head)
            {
                var raw = head.Size is { } size ? new byte[size] : null;
                await Framing.ReadBytesAsync(body, raw, cancellation);
                mails.Add((head, raw));
            }
        }
        catch (InvalidDataException exception)
        {
            throw new HttpRequestException(HttpRequestError.ResponseEnded, "The MailStore broke off.", exception);
        }

        return mails;
    }

    /// <summary>What has been received and is not handled yet.</summary>
    public async Task<WaitingMail> ReadWaitingAsync(CancellationToken cancellation) => (await http.GetFromJsonAsync<WaitingMail>("/receipts/waiting", cancellation))!;

    /// <summary>How much is kept and how it grows.</summary>
    /// <param name="systemEmailId">Whose growth; null for all mailboxes together.</param>
    /// <param name="days">Days back that brought mail.</param>
    /// <param name="cancellation">Ends the call.</param>
    public async Task<StoreUsage?> ReadUsageAsync(Guid? systemEmailId, int days, CancellationToken cancellation) =>
        await http.GetFromJsonAsync<StoreUsage>($"/usage?days={days}{(systemEmailId is { } id ? $"&systemEmailId={id}" : "")}", cancellation);

    /// <summary>The raw message, whole; null when it was not kept.</summary>
    public Task<byte[]?> ReadRawAsync(long receiptId, CancellationToken cancellation) => ReadAllAsync($"/receipts/{receiptId}/raw", cancellation);

    /// <summary>The header of a message that could not be read whole; null when there is none.</summary>
    public Task<byte[]?> ReadHeaderAsync(long receiptId, CancellationToken cancellation) => ReadAllAsync($"/receipts/{receiptId}/header", cancellation);

    /// <summary>The raw message as it comes; null when it was not kept. The caller disposes it.</summary>
    public Task<StoredBytes?> OpenRawAsync(long receiptId, CancellationToken cancellation) => OpenAsync($"/receipts/{receiptId}/raw", cancellation);

    /// <summary>A kept header as it comes; null when there is none. The caller disposes it.</summary>
    public Task<StoredBytes?> OpenHeaderAsync(long receiptId, CancellationToken cancellation) => OpenAsync($"/receipts/{receiptId}/header", cancellation);

    /// <summary>A file as it comes; null when it is unknown. The caller disposes it.</summary>
    public Task<StoredBytes?> OpenBlobAsync(string content, CancellationToken cancellation) => OpenAsync($"/blobs/{Uri.EscapeDataString(content)}", cancellation);

    /// <summary>Keeps a file; keeping the same bytes again changes nothing.</summary>
    /// <returns>Its address, or null when it is larger than the MailStore takes.</returns>
    public async Task<StoredBlob?> StoreBlobAsync(Stream bytes, CancellationToken cancellation)
    {
        using var content = new StreamContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var answer = await http.PostAsync("/blobs", content, cancellation);
        if (answer.StatusCode == HttpStatusCode.RequestEntityTooLarge)
        {
            return null;
        }

        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<StoredBlob>(cancellation);
    }

    /// <summary>Keeps files of at most <see cref="BlobHead.Most"/> bytes, as <see cref="StoreBlobAsync"/> keeps one; gives their addresses in the same order.</summary>
    internal async Task<IReadOnlyList<StoredBlob?>> StoreBlobsAsync(IReadOnlyList<byte[]> files, CancellationToken cancellation)
    {
        using var body = new MemoryStream(files.Sum(file => file.Length + 64));
        foreach (var file in files)
        {
            body.Write(Framing.Head(new BlobHead(file.Length)));
            body.Write(file);
        }

        using var content = new ByteArrayContent(body.GetBuffer(), 0, (int)body.Length);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var answer = await http.PostAsync("/blobs/batch", content, cancellation);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<StoredBlob?[]>(cancellation) is { } kept && kept.Length == files.Count
            ? kept
            : throw new HttpRequestException(HttpRequestError.InvalidResponse, "The MailStore has not answered for each file.");
    }

    /// <summary>Keeps a mail that came as a file; the same key keeps it once.</summary>
    /// <returns>Its receipt, or null when it is larger than the MailStore takes.</returns>
    public async Task<StoredMail?> StoreMailAsync(Guid systemEmail, string key, DateTimeOffset receivedAt, byte[] raw, CancellationToken cancellation)
    {
        using var content = new ByteArrayContent(raw);
        using var answer = await http.PostAsync(
            $"/messages?systemEmailId={systemEmail}&source={MailSource.Upload}&folder=&key={Uri.EscapeDataString(key)}&receivedAt={Uri.EscapeDataString(receivedAt.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture))}",
            content,
            cancellation);
        if (answer.StatusCode == HttpStatusCode.RequestEntityTooLarge)
        {
            return null;
        }

        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<StoredMail>(cancellation);
    }

    private async Task<byte[]?> ReadAllAsync(string path, CancellationToken cancellation)
    {
        using var answer = await http.GetAsync(path, cancellation);
        if (answer.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsByteArrayAsync(cancellation);
    }

    private async Task<StoredBytes?> OpenAsync(string path, CancellationToken cancellation)
    {
        var answer = await http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (answer.StatusCode == HttpStatusCode.NotFound)
        {
            answer.Dispose();
            return null;
        }

        answer.EnsureSuccessStatusCode();
        return new StoredBytes(answer, await answer.Content.ReadAsStreamAsync(cancellation), answer.Content.Headers.ContentLength);
    }
}
