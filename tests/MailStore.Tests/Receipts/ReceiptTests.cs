using System.Net;
using System.Net.Http.Json;
using System.Text;
using HelpdeskMail.Contracts.Mail;
using HelpdeskMail.MailStore.Tests.Hosting;

namespace HelpdeskMail.MailStore.Tests.Receipts;

public sealed class ReceiptTests(MailStoreHost store) : IClassFixture<MailStoreHost>
{
    private static readonly byte[] Mail = Encoding.ASCII.GetBytes("From: anna@customer.example\r\nSubject: Printer\r\n\r\nIt is broken.\r\n");

    [Fact]
    public async Task Same_place_is_stored_once_whatever_the_bytes()
    {
        var first = await store.StoreAsync(Mail, "7/1");
        var again = await store.StoreAsync(Encoding.ASCII.GetBytes("another body"), "7/1");

        first.Created.ShouldBeTrue();
        again.ShouldBe(first with { Created = false });
    }

    [Fact]
    public async Task Same_place_stored_by_many_at_once_has_one_receipt()
    {
        var stored = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => store.StoreAsync(Mail, "7/2")));

        stored.Select(mail => mail.ReceiptId).Distinct().ShouldHaveSingleItem();
        stored.Count(mail => mail.Created).ShouldBe(1);
    }

    [Fact]
    public async Task Receipt_tells_where_and_when_the_mail_came()
    {
        var stored = await store.StoreAsync(Mail, "7/3", folder: "Support/Übergabe");
        using var client = store.As("helpdesk");

        var receipt = (await client.GetFromJsonAsync<MailReceipt>($"/receipts/{stored.ReceiptId}"))!;

        receipt.Place.ShouldBe(new MailPlace(MailStoreHost.Mailbox, MailSource.Imap, "Support/Übergabe", "7/3"));
        receipt.Size.ShouldBe(Mail.Length);
        receipt.ReceivedAt.ShouldBe(new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero));
        receipt.Failure.ShouldBeNull();
        receipt.HandledAt.ShouldBeNull();
    }

    [Fact]
    public async Task Receipts_of_the_same_content_are_found_together()
    {
        var raw = Encoding.ASCII.GetBytes($"Subject: {Guid.NewGuid()}\r\n\r\nx\r\n");
        var first = await store.StoreAsync(raw, "8/1");
        var second = await store.StoreAsync(raw, "9/1", Guid.NewGuid());
        using var client = store.As("helpdesk");

        var same = await client.GetFromJsonAsync<MailReceipt[]>($"/receipts/by-content/{first.Content}");

        same!.Select(receipt => receipt.ReceiptId).ShouldBe([first.ReceiptId, second.ReceiptId]);
    }

    [Fact]
    public async Task Renumbered_message_joins_the_receipt_of_its_bytes_in_the_same_folder_only()
    {
        var raw = Encoding.ASCII.GetBytes($"Subject: {Guid.NewGuid()}\r\n\r\nx\r\n");
        var first = await store.StoreAsync(raw, "100/1");
        using var client = store.As("fetch");

        var renumbered = await PostJoiningAsync(client, MailStoreHost.MessageAddress("200/1"), raw);
        var elsewhere = await PostJoiningAsync(client, MailStoreHost.MessageAddress("200/1", folder: "Archive"), raw);

        renumbered.ShouldBe(first with { Created = false });
        elsewhere.Created.ShouldBeTrue();
    }

    private static async Task<StoredMail> PostJoiningAsync(HttpClient client, string address, byte[] raw)
    {
        using var answer = await client.PostAsync(address + "&join=true", new ByteArrayContent(raw));
        return (await answer.Content.ReadFromJsonAsync<StoredMail>())!;
    }

    [Fact]
    public async Task Failed_message_is_listed_with_its_reason_and_header_until_it_can_be_read()
    {
        using var fetch = store.As("fetch");
        var mailbox = Guid.NewGuid();
        var address = MailStoreHost.MessageAddress("10/1", mailbox, path: "messages/failed") + "&size=99999999&reason=" + Uri.EscapeDataString("Larger than 35 MB.");
        using var failed = await fetch.PostAsync(address, new ByteArrayContent("Subject: Huge\r\n\r\n"u8.ToArray()));
        var receipt = (await failed.Content.ReadFromJsonAsync<MailReceipt>())!;
        using var helpdesk = store.As("helpdesk");

        receipt.Failure.ShouldBe("Larger than 35 MB.");
        receipt.Content.ShouldBeNull();
        (await helpdesk.GetStringAsync($"/receipts/{receipt.ReceiptId}/header")).ShouldBe("Subject: Huge\r\n\r\n");
        (await helpdesk.GetAsync($"/receipts/{receipt.ReceiptId}/raw")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await helpdesk.GetFromJsonAsync<MailReceipt[]>($"/receipts?failed=true&systemEmailId={mailbox}"))!.ShouldHaveSingleItem().ShouldBe(receipt);

        var stored = await store.StoreAsync(Mail, "10/1", mailbox);

        stored.Created.ShouldBeTrue();
        stored.ReceiptId.ShouldBe(receipt.ReceiptId);
        (await helpdesk.GetFromJsonAsync<MailReceipt[]>($"/receipts?failed=true&systemEmailId={mailbox}"))!.ShouldBeEmpty();
        (await helpdesk.GetByteArrayAsync($"/receipts/{receipt.ReceiptId}/raw")).ShouldBe(Mail);
    }

    [Fact]
    public async Task Failure_reported_late_does_not_hide_a_stored_message()
    {
        var stored = await store.StoreAsync(Mail, "11/1");
        using var fetch = store.As("fetch");

        using var failed = await fetch.PostAsync(MailStoreHost.MessageAddress("11/1", path: "messages/failed") + "&reason=timeout", content: null);

        var receipt = (await failed.Content.ReadFromJsonAsync<MailReceipt>())!;
        receipt.ReceiptId.ShouldBe(stored.ReceiptId);
        receipt.Failure.ShouldBeNull();
    }

    [Theory]
    [InlineData("source=Imap&key=1", "request_invalid")]
    [InlineData("systemEmailId=0198f0a0-0000-7000-8000-000000000001&source=99&key=1", "place_invalid")]
    [InlineData("systemEmailId=0198f0a0-0000-7000-8000-000000000001&source=Imap&key=", "place_invalid")]
    [InlineData("systemEmailId=0198f0a0-0000-7000-8000-000000000001&source=Imap&folder=a%00b&key=1", "place_invalid")]
    [InlineData("systemEmailId=0198f0a0-0000-7000-8000-000000000001&source=Carrier&key=1", "request_invalid")]
    public async Task Wrong_place_is_a_problem_with_a_code(string query, string code)
    {
        using var client = store.As("fetch");

        using var answer = await client.PostAsync($"/messages?{query}", new ByteArrayContent(Mail));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain(code);
    }

    [Fact]
    public async Task Caller_without_key_or_with_anothers_role_is_not_let_in()
    {
        using var nobody = store.CreateClient();
        using var oauth = store.As("oauth");

        (await nobody.GetAsync("/receipts")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await oauth.GetAsync("/receipts")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }
}
