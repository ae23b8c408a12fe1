using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using HelpdeskMail.Contracts.Mail;
using HelpdeskMail.MailStore.Tests.Hosting;
using HelpdeskMail.ServiceDefaults.ServiceCalls;

namespace HelpdeskMail.MailStore.Tests.Blobs;

/// <summary>Many files kept in one call.</summary>
public sealed class ManyBlobsTests(MailStoreHost store) : IClassFixture<MailStoreHost>
{
    [Fact]
    public async Task Files_are_kept_in_their_order_and_the_same_bytes_once()
    {
        var same = RandomNumberGenerator.GetBytes(4_000);
        byte[][] files = [same, [], .. Enumerable.Range(0, 30).Select(number => RandomNumberGenerator.GetBytes(1 + number * 8_000)), same];

        var kept = (await (await PostAsync(Framed(files))).Content.ReadFromJsonAsync<StoredBlob[]>())!;

        kept.Select(blob => (blob.Content, blob.Size)).ShouldBe(files.Select(file => (Convert.ToHexStringLower(SHA256.HashData(file)), (long)file.Length)));
        using var client = store.As("reply");
        foreach (var (blob, file) in kept.Zip(files))
        {
            (await client.GetByteArrayAsync($"/blobs/{blob.Content}")).ShouldBe(file);
        }
    }

    [Fact]
    public async Task Body_that_is_no_batch_is_refused_in_words()
    {
        var framed = Framed([RandomNumberGenerator.GetBytes(1_000)]);
        foreach (var (body, words) in new[] { (framed[..^1], "cut off"), (framed[..3], "cut off"), ("????"u8.ToArray(), "too long"), (Framing.Head(new BlobHead(BlobHead.Most + 1)), "sent alone"), ("\0\0\0\x2{]"u8.ToArray(), "no JSON") })
        {
            using var answer = await PostAsync(body);
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            (await answer.Content.ReadAsStringAsync()).ShouldContain(words);
        }
    }

    private async Task<HttpResponseMessage> PostAsync(byte[] body)
    {
        using var client = store.As("helpdesk");
        return await client.PostAsync("/blobs/batch", new ByteArrayContent(body));
    }

    private static byte[] Framed(IEnumerable<byte[]> files) => [.. files.SelectMany(file => Framing.Head(new BlobHead(file.Length)).Concat(file))];
}
