using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dapper;
using HelpdeskMail.Contracts.Mail;
using HelpdeskMail.MailStore.Batches;
using HelpdeskMail.MailStore.Tests.Hosting;

namespace HelpdeskMail.MailStore.Tests.Batches;

public sealed class BatchTests(MailStoreHost store) : IClassFixture<MailStoreHost>
{
    private readonly Guid mailbox = Guid.CreateVersion7();

    [Fact]
    public async Task Messages_of_a_batch_come_out_as_they_went_in_and_the_same_batch_again_changes_nothing()
    {
        var messages = Enumerable.Range(0, 40).Select(number => ($"1/{number}", RandomNumberGenerator.GetBytes(10 + 600 * number))).ToArray();

        var first = await StoreAsync(messages);
        var second = await StoreAsync(messages);

        first.ShouldAllBe(answer => answer.Stored!.Created);
        second.Select(answer => answer.Stored!.ReceiptId).ShouldBe(first.Select(answer => answer.Stored!.ReceiptId));
        second.ShouldAllBe(answer => !answer.Stored!.Created);
        using var client = store.As("helpdesk");
        foreach (var ((_, raw), answer) in messages.Zip(first))
        {
            (await client.GetByteArrayAsync($"/receipts/{answer.Stored!.ReceiptId}/raw")).ShouldBe(raw);
        }
    }

    [Fact]
    public async Task Same_bytes_in_one_batch_are_kept_once_with_a_receipt_each()
    {
        var raw = RandomNumberGenerator.GetBytes(5000);

        var answers = await StoreAsync([("1/1", raw), ("1/2", raw)]);

        answers.Select(answer => answer.Stored!.ReceiptId).Distinct().Count().ShouldBe(2);
        (await ChunksAsync(raw)).ShouldBe(1);
    }

    [Fact]
    public async Task Place_that_is_stored_keeps_its_bytes_and_other_ones_leave_nothing_behind()
    {
        var (kept, other) = (RandomNumberGenerator.GetBytes(3000), RandomNumberGenerator.GetBytes(3000));
        await StoreAsync([("1/1", kept)]);

        var answers = await StoreAsync([("1/1", other), ("1/2", "new"u8.ToArray())]);

        answers[0].Stored.ShouldBe(new StoredMail(answers[0].Stored!.ReceiptId, Created: false, Convert.ToHexStringLower(SHA256.HashData(kept))));
        answers[1].Stored!.Created.ShouldBeTrue();
        (await ChunksAsync(other)).ShouldBe(0);
        (await ChunksAsync(kept)).ShouldBe(1);
    }

    [Fact]
    public async Task Name_that_a_pop3_server_gives_once_more_hides_no_message()
    {
        var (earlier, later, large) = (RandomNumberGenerator.GetBytes(3000), RandomNumberGenerator.GetBytes(3000), RandomNumberGenerator.GetBytes(600_000));
        await StoreAsync([("msg1", earlier)], source: MailSource.Pop3);

        var first = await StoreAsync([("msg1", later), ("msg2", earlier)], source: MailSource.Pop3);
        var again = await StoreAsync([("msg1", later), ("msg2", earlier)], source: MailSource.Pop3);
        using var client = store.As("fetch");
        var address = MailStoreHost.MessageAddress("msg1", mailbox).Replace("source=Imap", "source=Pop3", StringComparison.Ordinal);
        using var alone = await client.PostAsync(address, new ByteArrayContent(large));
        using var aloneAgain = await client.PostAsync(address, new ByteArrayContent(large));

        first[0].Stored!.Created.ShouldBeTrue();
        again.Select(answer => answer.Stored!.ReceiptId).ShouldBe(first.Select(answer => answer.Stored!.ReceiptId));
        (await client.GetByteArrayAsync($"/receipts/{first[0].Stored!.ReceiptId}/raw")).ShouldBe(later);
        var stored = (await alone.Content.ReadFromJsonAsync<StoredMail>())!;
        stored.Created.ShouldBeTrue();
        (await client.GetByteArrayAsync($"/receipts/{stored.ReceiptId}/raw")).ShouldBe(large);
        (await aloneAgain.Content.ReadFromJsonAsync<StoredMail>())!.ShouldBe(stored with { Created = false });
    }

    [Fact]
    public async Task Message_into_which_its_pop3_server_has_written_a_note_is_the_one_that_is_stored()
    {
        var text = $"From: anna@customer.example\r\nSubject: {Guid.NewGuid()}\r\n\r\nHello\r\n";
        var first = await StoreAsync([("msg1", Encoding.ASCII.GetBytes(text))], source: MailSource.Pop3);

        var noted = await StoreAsync([("msg1", Encoding.ASCII.GetBytes($"Status: RO\r\nX-UIDL: abc\r\n\tdef\r\n{text}"))], source: MailSource.Pop3);
        var other = await StoreAsync([("msg1", Encoding.ASCII.GetBytes($"Status: RO\r\n{text}Hello\r\n"))], source: MailSource.Pop3);

        using var client = store.As("fetch");
        await FailAsync(text.Length + 7);
        using var alone = await client.PostAsync(
            MailStoreHost.MessageAddress("msg1", mailbox).Replace("source=Imap", "source=Pop3", StringComparison.Ordinal), new ByteArrayContent(Encoding.ASCII.GetBytes($"Status: O\r\n{text}")));

        (await alone.Content.ReadFromJsonAsync<StoredMail>()).ShouldBe(first[0].Stored! with { Created = false });
        (await client.GetFromJsonAsync<MailReceipt[]>($"/receipts?failed=true&systemEmailId={mailbox}"))!.ShouldBeEmpty();
        noted[0].Stored.ShouldBe(first[0].Stored! with { Created = false });
        other[0].Stored!.Created.ShouldBeTrue();
    }

    [Fact]
    public async Task Failure_under_a_known_name_of_pop3_stays_when_a_mail_of_another_size_takes_the_name()
    {
        await StoreAsync([("msg1", RandomNumberGenerator.GetBytes(3000))], source: MailSource.Pop3);
        var failed = await FailAsync(5000);

        await StoreAsync([("msg1", RandomNumberGenerator.GetBytes(4000))], source: MailSource.Pop3);

        using var client = store.As("fetch");
        (await client.GetFromJsonAsync<MailReceipt[]>($"/receipts?failed=true&systemEmailId={mailbox}"))!.ShouldBe([failed]);
    }

    [Fact]
    public async Task Stored_mail_of_pop3_that_cannot_be_had_once_more_is_not_listed_as_failed()
    {
        var stored = await StoreAsync([("msg1", RandomNumberGenerator.GetBytes(3000))], source: MailSource.Pop3);

        (await FailAsync(3000)).ReceiptId.ShouldBe(stored[0].Stored!.ReceiptId);

        using var client = store.As("fetch");
        (await client.GetFromJsonAsync<MailReceipt[]>($"/receipts?failed=true&systemEmailId={mailbox}"))!.ShouldBeEmpty();
    }

    private async Task<MailReceipt> FailAsync(int size)
    {
        using var client = store.As("fetch");
        var address = MailStoreHost.MessageAddress("msg1", mailbox).Replace("source=Imap", "source=Pop3", StringComparison.Ordinal).Replace("/messages?", "/messages/failed?", StringComparison.Ordinal);
        using var answer = await client.PostAsync($"{address}&size={size}&reason=refused", new ByteArrayContent([]));
        return (await answer.Content.ReadFromJsonAsync<MailReceipt>())!;
    }

    [Theory]
    [InlineData(3_000, false)]
    [InlineData(3_000, true)]
    [InlineData(600_000, false)]
    public async Task Message_under_a_known_name_of_pop3_that_cannot_be_read_is_listed_until_it_can_be(int size, bool isTheKnownOne)
    {
        var (known, other) = (RandomNumberGenerator.GetBytes(size), RandomNumberGenerator.GetBytes(size));
        var address = MailStoreHost.MessageAddress("msg1", mailbox).Replace("source=Imap", "source=Pop3", StringComparison.Ordinal);
        using var client = store.As("fetch");
        async Task StoreOneAsync(byte[] raw)
        {
            if (size < 256 * 1024)
            {
                await StoreAsync([("msg1", raw)], source: MailSource.Pop3);
                return;
            }

            using var answer = await client.PostAsync(address, new ByteArrayContent(raw));
            answer.IsSuccessStatusCode.ShouldBeTrue();
        }

        async Task<MailReceipt> FailAsync(string reason)
        {
            using var answer = await client.PostAsync($"{address.Replace("/messages?", "/messages/failed?", StringComparison.Ordinal)}&reason={Uri.EscapeDataString(reason)}", new ByteArrayContent([]));
            return (await answer.Content.ReadFromJsonAsync<MailReceipt>())!;
        }

        await StoreOneAsync(known);
        var failed = await FailAsync("first");
        var again = await FailAsync("second");

        failed.Failure.ShouldBe("first");
        again.ShouldBe(failed with { Failure = "second" });

        await StoreOneAsync(isTheKnownOne ? known : other);

        (await client.GetByteArrayAsync($"/receipts/{failed.ReceiptId}/raw")).ShouldBe(isTheKnownOne ? known : other);
        (await client.GetFromJsonAsync<MailReceipt[]>($"/receipts?failed=true&systemEmailId={mailbox}"))!.ShouldBeEmpty();
        (await FailAsync("the next one under that name")).ReceiptId.ShouldNotBe(failed.ReceiptId);
    }

    [Fact]
    public async Task Renumbered_messages_join_their_receipts_and_a_failed_place_becomes_whole()
    {
        var raw = RandomNumberGenerator.GetBytes(2000);
        var known = await StoreAsync([("1/1", raw)]);
        using var client = store.As("fetch");
        await client.PostAsync(MailStoreHost.MessageAddress("2/9", mailbox, path: "messages/failed") + "&reason=poison", new ByteArrayContent([]));

        var answers = await StoreAsync([("2/1", raw), ("2/9", "readable now"u8.ToArray())], join: true);

        answers[0].Stored!.ReceiptId.ShouldBe(known[0].Stored!.ReceiptId);
        answers[1].Stored!.Created.ShouldBeTrue();
        var receipt = (await client.GetFromJsonAsync<MailReceipt>($"/receipts/{answers[1].Stored!.ReceiptId}"))!;
        receipt.Failure.ShouldBeNull();
        receipt.Size.ShouldBe(12);
    }

    [Fact]
    public async Task One_message_that_cannot_be_taken_harms_no_other()
    {
        var answers = await StoreAsync([("1/1", []), (new string('k', 2000), "x"u8.ToArray()), ("1/3", "y"u8.ToArray())]);

        answers.Select(answer => answer.Refusal is null).ShouldBe([false, false, true]);
        answers[2].Stored!.Created.ShouldBeTrue();
    }

    [Theory]
    [InlineData("half a head")]
    [InlineData("half a message")]
    [InlineData("two of one key")]
    [InlineData("too many bytes")]
    [InlineData("no JSON")]
    public async Task Batch_that_is_not_whole_stores_nothing(string wrong)
    {
        var whole = Frame("1/1", "fine"u8.ToArray());
        byte[] body = wrong switch
        {
            "half a head" => [.. whole, 0, 0, 0, 40, .. "{\"key\":"u8],
            "half a message" => [.. whole, .. Frame("1/2", new byte[500])[..^100]],
            "two of one key" => [.. whole, .. whole],
            "too many bytes" => [.. Enumerable.Range(0, 40).SelectMany(number => Frame($"1/{number}", new byte[250_000]))],
            _ => [.. whole, 0, 0, 0, 3, .. "abc"u8],
        };

        using var client = store.As("fetch");
        var answer = await client.PostAsync(Address(false), new ByteArrayContent(body));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        await using var database = await store.Database.Source.OpenConnectionAsync();
        (await database.ExecuteScalarAsync<int>("select count(*) from mailstore.receipt where system_email_id = @mailbox", new { mailbox })).ShouldBe(0);
    }

    [Fact]
    public async Task Batches_side_by_side_with_the_same_messages_store_each_once()
    {
        var messages = Enumerable.Range(0, 30).Select(number => ($"1/{number}", RandomNumberGenerator.GetBytes(400))).ToArray();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => StoreAsync([.. messages.OrderBy(_ => RandomNumberGenerator.GetInt32(1000))])));

        answers.SelectMany(batch => batch).Count(answer => answer.Stored!.Created).ShouldBe(30);
        answers.SelectMany(batch => batch).Select(answer => answer.Stored!.ReceiptId).Distinct().Count().ShouldBe(30);
    }

    private async Task<BatchAnswer[]> StoreAsync((string Key, byte[] Raw)[] messages, bool join = false, MailSource source = MailSource.Imap)
    {
        using var client = store.As("fetch");
        using var answer = await client.PostAsync(Address(join, source), new ByteArrayContent([.. messages.SelectMany(message => Frame(message.Key, message.Raw))]));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<BatchAnswer[]>())!;
    }

    private string Address(bool join, MailSource source = MailSource.Imap) => $"/messages/batch?systemEmailId={mailbox}&source={source}&folder=INBOX&join={join}";

    private async Task<int> ChunksAsync(byte[] raw)
    {
        await using var database = await store.Database.Source.OpenConnectionAsync();
        return await database.ExecuteScalarAsync<int>(
            "select count(*) from mailstore.content join mailstore.chunk using (body) where hash = @hash", new { hash = SHA256.HashData(raw) });
    }

    private static byte[] Frame(string key, byte[] raw)
    {
        var head = JsonSerializer.SerializeToUtf8Bytes(new BatchedHead(key, raw.Length, null, null), JsonSerializerOptions.Web);
        var prefix = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(prefix, head.Length);
        return [.. prefix, .. head, .. raw];
    }
}
