using System.Net.Http.Json;
using System.Security.Cryptography;
using Dapper;
using HelpdeskMail.Contracts.Mail;
using HelpdeskMail.MailStore.Retention;
using HelpdeskMail.MailStore.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace HelpdeskMail.MailStore.Tests.Retention;

public sealed class RetentionTests(MailStoreHost store) : IClassFixture<MailStoreHost>
{
    [Fact]
    public async Task Old_handled_mail_loses_its_bytes_and_keeps_its_receipt_and_comes_back_when_it_is_fetched_again()
    {
        var (mailbox, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var raw = RandomNumberGenerator.GetBytes(600_000);
        var old = await store.StoreAsync(raw, "1/1", mailbox);
        var unhandled = await store.StoreAsync(RandomNumberGenerator.GetBytes(100), "1/2", mailbox);
        var shared = await store.StoreAsync(RandomNumberGenerator.GetBytes(100), "1/3", mailbox);
        var young = await store.StoreAsync(RandomNumberGenerator.GetBytes(100), "1/4", mailbox);
        await AgeAsync(mailbox, days: 40, old.ReceiptId, unhandled.ReceiptId, shared.ReceiptId);
        await HandledAsync(old.ReceiptId, shared.ReceiptId, young.ReceiptId);
        await using (var database = await store.Database.Source.OpenConnectionAsync())
        {
            await database.ExecuteAsync(
                "insert into mailstore.receipt (system_email_id, source, folder, key, content, size, received_at) select @other, source, folder, key, content, size, received_at from mailstore.receipt where id = @ReceiptId",
                new { other, shared.ReceiptId });
        }

        (await RemoveAsync(new RetentionRule { SystemEmailId = mailbox, KeepFor = TimeSpan.FromDays(30) })).ShouldBe(1);

        using var client = store.As("helpdesk");
        (await (await client.GetAsync($"/receipts/{old.ReceiptId}/raw")).Content.ReadAsStringAsync()).ShouldContain("raw_removed");
        (await client.GetFromJsonAsync<MailReceipt>($"/receipts/{old.ReceiptId}"))!.Content.ShouldBe(old.Content);
        foreach (var kept in new[] { unhandled, shared, young })
        {
            (await client.GetAsync($"/receipts/{kept.ReceiptId}/raw")).IsSuccessStatusCode.ShouldBeTrue();
        }

        var again = await store.StoreAsync(raw, "9/1", mailbox);
        (await client.GetByteArrayAsync($"/receipts/{again.ReceiptId}/raw")).ShouldBe(raw);
        (await client.GetByteArrayAsync($"/receipts/{old.ReceiptId}/raw")).ShouldBe(raw);
    }

    [Fact]
    public async Task Without_a_rule_nothing_is_removed()
    {
        var stored = await store.StoreAsync(RandomNumberGenerator.GetBytes(100), "keep/1");
        await AgeAsync(MailStoreHost.Mailbox, days: 4000, stored.ReceiptId);
        await HandledAsync(stored.ReceiptId);

        (await store.Services.GetRequiredService<RemoveOldBytes>().RemoveDueAsync(TestContext.Current.CancellationToken)).ShouldBe(0);
    }

    [Fact]
    public async Task Usage_tells_size_and_growth_of_one_mailbox_and_of_all()
    {
        var mailbox = Guid.CreateVersion7();
        await store.StoreAsync(new byte[10_000], "usage/1", mailbox);
        await store.StoreAsync(RandomNumberGenerator.GetBytes(2_000), "usage/2", mailbox);

        using var client = store.As("helpdesk");
        var usage = (await client.GetFromJsonAsync<StoreUsage>($"/usage?systemEmailId={mailbox}&recount=true"))!;

        usage.Days.Sum(day => day.Messages).ShouldBe(2);
        usage.Days.Sum(day => day.Bytes).ShouldBe(12_000);
        usage.Bytes.ShouldBeGreaterThanOrEqualTo(12_000);
        usage.StoredBytes.ShouldBeLessThan(usage.Bytes);
        usage.DatabaseBytes.ShouldBeGreaterThan(0);
        (await client.GetFromJsonAsync<StoreUsage>("/usage"))!.Days[0].Messages.ShouldBeGreaterThanOrEqualTo(2);
    }

    private async Task<int> RemoveAsync(params RetentionRule[] rules) =>
        await new RemoveOldBytes(
            store.Services.GetRequiredService<Npgsql.NpgsqlDataSource>(), Options.Create(new MailStoreSettings { Retention = rules }), TimeProvider.System, NullLogger<RemoveOldBytes>.Instance)
            .RemoveDueAsync(TestContext.Current.CancellationToken);

    private async Task AgeAsync(Guid mailbox, int days, params long[] receipts)
    {
        await using var database = await store.Database.Source.OpenConnectionAsync();
        await database.ExecuteAsync(
            """
            update mailstore.receipt set stored_at = now() - make_interval(days => @days) where id = any(@receipts) and system_email_id = @mailbox;
            update mailstore.content set created_at = now() - make_interval(days => @days) where hash in (select content from mailstore.receipt where id = any(@receipts))
            """,
            new { mailbox, days, receipts });
    }

    private async Task HandledAsync(params long[] receipts)
    {
        await using var database = await store.Database.Source.OpenConnectionAsync();
        await database.ExecuteAsync("update mailstore.receipt set handled_at = now() where id = any(@receipts)", new { receipts });
    }
}
