using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using HelpdeskMail.Contracts.Mail;
using HelpdeskMail.Fixtures;
using HelpdeskMail.MailStore.Housekeeping;
using HelpdeskMail.MailStore.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.MailStore.Tests.Contents;

public sealed class ContentTests(MailStoreHost store) : IClassFixture<MailStoreHost>
{
    [Theory]
    [InlineData(1)]
    [InlineData(262_143)]
    [InlineData(262_144)]
    [InlineData(262_145)]
    [InlineData(2_000_000)]
    public async Task Message_comes_out_as_it_went_in(int size)
    {
        var raw = RandomNumberGenerator.GetBytes(size);

        var stored = await store.StoreAsync(raw, $"size/{size}");

        stored.Content.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(raw)));
        (await RawAsync(stored.ReceiptId)).ShouldBe(raw);
    }

    [Fact]
    public async Task Every_mail_of_the_corpus_comes_out_as_it_went_in()
    {
        foreach (var file in Corpus.MailFiles().Where(file => new FileInfo(file).Length > 0))
        {
            var raw = await File.ReadAllBytesAsync(file);
            var stored = await store.StoreAsync(raw, file);
            (await RawAsync(stored.ReceiptId)).ShouldBe(raw, file);
        }
    }

    [Theory]
    [InlineData("messages")]
    [InlineData("blobs")]
    public async Task Bytes_that_are_too_many_are_refused_before_they_are_sent(string path)
    {
        using var client = store.AsWaiting("helpdesk");
        using var request = new HttpRequestMessage(HttpMethod.Post, path == "blobs" ? "/blobs" : MailStoreHost.MessageAddress("large/1")) { Content = new UnaskedContent(50_000_000) };
        request.Headers.ExpectContinue = true;

        using var answer = await client.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Text_is_packed_and_pictures_are_kept_as_they_are()
    {
        var text = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("The printer on the second floor does not answer.\r\n", 20_000)));
        var picture = RandomNumberGenerator.GetBytes(600_000);

        await store.StoreAsync(text, "packed/text");
        await store.StoreAsync(picture, "packed/picture");

        (await StoredSizeAsync(text)).ShouldBeLessThan(text.Length / 10);
        (await StoredSizeAsync(picture)).ShouldBe(picture.Length);
    }

    [Fact]
    public async Task Same_bytes_are_kept_once_when_stored_in_two_places_and_as_a_file()
    {
        var raw = RandomNumberGenerator.GetBytes(700_000);

        var first = await store.StoreAsync(raw, "twice/1");
        var second = await store.StoreAsync(raw, "twice/2");
        using var client = store.As("helpdesk");
        using var blob = await client.PostAsync("/blobs", new ByteArrayContent(raw));

        second.ReceiptId.ShouldNotBe(first.ReceiptId);
        second.Content.ShouldBe(first.Content);
        (await blob.Content.ReadFromJsonAsync<StoredBlob>()).ShouldBe(new StoredBlob(first.Content, raw.Length));
        await using var database = await store.Database.Source.OpenConnectionAsync();
        (await database.ExecuteScalarAsync<int>("select count(*) from mailstore.upload")).ShouldBe(0);
        (await database.ExecuteScalarAsync<int>("select count(*) from mailstore.chunk c where not exists (select from mailstore.content where body = c.body)")).ShouldBe(0);
    }

    [Fact]
    public async Task Files_sent_by_many_at_once_are_each_kept_and_the_same_bytes_once()
    {
        var files = Enumerable.Range(0, 20).Select(number => RandomNumberGenerator.GetBytes(1_000 + number)).ToList();
        var known = await store.StoreAsync(files[0], "files-at-once/known");
        using var client = store.As("helpdesk");

        var answers = await Task.WhenAll(files.Concat(files).Select(file => client.PostAsync("/blobs", new ByteArrayContent(file))));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe(20);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBe(20);
        var blobs = await Task.WhenAll(answers.Select(answer => answer.Content.ReadFromJsonAsync<StoredBlob>()));
        blobs[0]!.Content.ShouldBe(known.Content);
        foreach (var (file, blob) in files.Concat(files).Zip(blobs))
        {
            (await client.GetByteArrayAsync($"/blobs/{blob!.Content}")).ShouldBe(file);
        }

        await using var database = await store.Database.Source.OpenConnectionAsync();
        (await database.ExecuteScalarAsync<int>("select count(*) from mailstore.chunk c where not exists (select from mailstore.content where body = c.body)")).ShouldBe(0);
    }

    [Fact]
    public async Task Same_bytes_sent_by_many_at_once_are_kept_once()
    {
        var raw = RandomNumberGenerator.GetBytes(900_000);

        var stored = await Task.WhenAll(Enumerable.Range(0, 12).Select(number => store.StoreAsync(raw, $"at-once/{number}")));

        stored.Select(mail => mail.ReceiptId).Distinct().Count().ShouldBe(12);
        stored.Select(mail => mail.Content).Distinct().Count().ShouldBe(1);
        (await RawAsync(stored[^1].ReceiptId)).ShouldBe(raw);
    }

    [Fact]
    public async Task Damaged_content_is_never_given_complete()
    {
        var small = RandomNumberGenerator.GetBytes(1000);
        var large = RandomNumberGenerator.GetBytes(800_000);
        var smallMail = await store.StoreAsync(small, "damage/small");
        var largeMail = await store.StoreAsync(large, "damage/large");
        await using (var database = await store.Database.Source.OpenConnectionAsync())
        {
            await database.ExecuteAsync(
                """
                update mailstore.chunk set bytes = set_byte(bytes, 17, get_byte(bytes, 17) # 1)
                where ordinal = 0 and body in (select body from mailstore.content where hash = any(@hashes))
                """,
                new { hashes = new[] { SHA256.HashData(small), SHA256.HashData(large) } });
        }

        using var client = store.As("helpdesk");
        using var answer = await client.GetAsync($"/receipts/{smallMail.ReceiptId}/raw");
        answer.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("content_damaged");
        await Should.ThrowAsync<HttpRequestException>(() => RawAsync(largeMail.ReceiptId));
    }

    [Fact]
    public async Task Upload_that_breaks_off_leaves_no_receipt_and_is_swept()
    {
        var address = MailStoreHost.MessageAddress("broken/1");
        using (var client = store.As("fetch"))
        {
            using var cancel = new CancellationTokenSource();
            var sending = client.PostAsync(address, new EndlessContent(), cancel.Token);
            await Eventually.HoldsAsync("the first chunk is staged", async () => await UploadsAsync() == 1);
            await cancel.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(() => sending);
        }

        await using var database = await store.Database.Source.OpenConnectionAsync();
        (await database.ExecuteScalarAsync<int>("select count(*) from mailstore.receipt where key = 'broken/1'")).ShouldBe(0);
        var sweep = store.Services.GetRequiredService<SweepUploads>();
        (await sweep.SweepAsync(CancellationToken.None)).ShouldBe(0);
        await database.ExecuteAsync("update mailstore.upload set grown_at = now() - interval '2 hours'");
        (await sweep.SweepAsync(CancellationToken.None)).ShouldBe(1);
        (await database.ExecuteScalarAsync<int>("select count(*) from mailstore.chunk c where not exists (select from mailstore.content where body = c.body)")).ShouldBe(0);
    }

    [Fact]
    public async Task Message_over_the_limit_is_refused_with_a_code_and_leaves_nothing()
    {
        using var client = store.As("fetch");

        using var answer = await client.PostAsync(MailStoreHost.MessageAddress("large/1"), new ByteArrayContent(new byte[3 * 1024 * 1024 + 1]));

        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("message_too_large");
        (await UploadsAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Hash_of_a_mail_does_not_open_it_as_a_file()
    {
        var stored = await store.StoreAsync(RandomNumberGenerator.GetBytes(100), "not-a-file/1");
        using var client = store.As("reply");

        (await client.GetAsync($"/blobs/{stored.Content}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await client.GetAsync($"/receipts/{stored.ReceiptId}/raw")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    private async Task<byte[]> RawAsync(long receipt)
    {
        using var client = store.As("helpdesk");
        return await client.GetByteArrayAsync($"/receipts/{receipt}/raw");
    }

    private async Task<long> StoredSizeAsync(byte[] raw)
    {
        await using var database = await store.Database.Source.OpenConnectionAsync();
        return await database.ExecuteScalarAsync<long>("select stored_size from mailstore.content where hash = @hash", new { hash = SHA256.HashData(raw) });
    }

    private async Task<int> UploadsAsync()
    {
        await using var database = await store.Database.Source.OpenConnectionAsync();
        return await database.ExecuteScalarAsync<int>("select count(*) from mailstore.upload");
    }

    /// <summary>Sends one chunk and a bit, then stands still until it is cancelled.</summary>
    private sealed class EndlessContent : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            await stream.WriteAsync(new byte[300_000], cancellationToken);
            await stream.FlushAsync(cancellationToken);
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
