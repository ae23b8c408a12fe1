using System.Net.Http.Json;
using System.Security.Cryptography;
using Dapper;
using HelpdeskMail.Contracts.Mail;
using HelpdeskMail.MailStore.Tests.Hosting;
using HelpdeskMail.ServiceDefaults.ServiceCalls;

namespace HelpdeskMail.MailStore.Tests.Receipts;

/// <summary>Many mails read in one call.</summary>
public sealed class ManyMailsTests(MailStoreHost store) : IClassFixture<MailStoreHost>
{
    [Fact]
    public async Task Mails_come_with_their_receipts_and_those_that_there_are_not_are_left_out()
    {
        var raws = Enumerable.Range(0, 20).Select(number => RandomNumberGenerator.GetBytes(1 + number * 5_000)).ToList();
        var stored = new List<StoredMail>();
        foreach (var raw in raws)
        {
            stored.Add(await store.StoreAsync(raw, $"many/{stored.Count}"));
        }

        var mails = await ReadAsync([.. stored.Select(mail => mail.ReceiptId), 999_999_999, stored[0].ReceiptId]);

        mails.Count.ShouldBe(20);
        foreach (var (head, raw) in mails)
        {
            var place = stored.FindIndex(mail => mail.ReceiptId == head.Receipt.ReceiptId);
            raw.ShouldBe(raws[place]);
            (head.Receipt.Place.Key, head.Receipt.Content, head.IsLarge).ShouldBe(($"many/{place}", stored[place].Content, false));
        }
    }

    [Fact]
    public async Task What_cannot_be_read_with_others_comes_without_bytes_and_keeps_no_other_back()
    {
        using var fetch = store.As("fetch");
        using var failed = await fetch.PostAsync(MailStoreHost.MessageAddress("many/failed", path: "messages/failed") + "&reason=poison", new ByteArrayContent("Subject: x\r\n\r\n"u8.ToArray()));
        var unread = (await failed.Content.ReadFromJsonAsync<MailReceipt>())!.ReceiptId;
        var large = (await store.StoreAsync(RandomNumberGenerator.GetBytes(600_000), "many/large")).ReceiptId;
        var damaged = await store.StoreAsync(RandomNumberGenerator.GetBytes(9_000), "many/damaged");
        var sound = (await store.StoreAsync("Subject: sound\r\n\r\n"u8.ToArray(), "many/sound")).ReceiptId;
        await using (var database = await store.Database.Source.OpenConnectionAsync(TestContext.Current.CancellationToken))
        {
            await database.ExecuteAsync(
                "update mailstore.chunk set bytes = overlay(bytes placing '\\x00ff00'::bytea from 100) where body = (select body from mailstore.content where encode(hash, 'hex') = @Content)", damaged);
        }

        var mails = (await ReadAsync([unread, large, damaged.ReceiptId, sound])).ToDictionary(mail => mail.Head.Receipt.ReceiptId);

        (mails[unread].Head.IsLarge, mails[unread].Raw, mails[unread].Head.Receipt.Failure).ShouldBe((false, null, "poison"));
        (mails[large].Head.IsLarge, mails[large].Raw).ShouldBe((true, null));
        (mails[damaged.ReceiptId].Head.IsLarge, mails[damaged.ReceiptId].Raw).ShouldBe((true, null));
        mails[sound].Raw.ShouldBe("Subject: sound\r\n\r\n"u8.ToArray());
        using var client = store.As("helpdesk");
        using var alone = await client.GetAsync($"/receipts/{damaged.ReceiptId}/mail", TestContext.Current.CancellationToken);
        (await alone.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("content_damaged");
        (await client.GetByteArrayAsync($"/receipts/{large}/mail", TestContext.Current.CancellationToken)).Length.ShouldBe(600_000);
    }

    private async Task<List<(MailHead Head, byte[]? Raw)>> ReadAsync(long[] ids)
    {
        using var client = store.As("helpdesk");
        using var answer = await client.PostAsJsonAsync("/receipts/mails", ids);
        answer.EnsureSuccessStatusCode();
        await using var body = await answer.Content.ReadAsStreamAsync();
        var mails = new List<(MailHead, byte[]?)>();
        while (await Framing.ReadHeadAsync<MailHead>(body, CancellationToken.None) is { } head)
        {
            var raw = head.Size is { } size ? new byte[size] : null;
            await Framing.ReadBytesAsync(body, raw, CancellationToken.None);
            mails.Add((head, raw));
        }

        return mails;
    }
}
