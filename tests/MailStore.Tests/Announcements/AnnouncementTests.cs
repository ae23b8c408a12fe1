using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text;
using Dapper;
using HelpdeskMail.Contracts.Mail;
using HelpdeskMail.Fixtures;
using HelpdeskMail.MailStore.Announcements;
using HelpdeskMail.MailStore.Tests.Hosting;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.MailStore.Tests.Announcements;

public sealed class AnnouncementTests(MailStoreHost store) : IClassFixture<MailStoreHost>
{
    [Fact]
    public async Task Receipt_is_announced_again_until_it_is_handled()
    {
        var said = new Said();
        store.Services.GetRequiredService<IBus>().ConnectPublishObserver(said);
        var mail = await store.StoreAsync(Encoding.ASCII.GetBytes("Subject: again\r\n\r\n"), "1/1");

        await MakeDueAsync(mail.ReceiptId, expectedPause: TimeSpan.FromSeconds(30));
        await Eventually.HoldsAsync("it is announced", () => Task.FromResult(said.Times(mail.ReceiptId) == 1));
        await MakeDueAsync(mail.ReceiptId, expectedPause: TimeSpan.FromSeconds(60));
        await Eventually.HoldsAsync("it is announced again", () => Task.FromResult(said.Times(mail.ReceiptId) == 2));

        await store.Services.GetRequiredService<IBus>().Publish(new MailHandled([new ReceiptReport(mail.ReceiptId, mail.Content, Trace: null)]));
        await Eventually.HoldsAsync("it is marked handled", async () =>
        {
            using var client = store.As("helpdesk");
            return (await client.GetStringAsync($"/receipts/{mail.ReceiptId}")).Contains("\"handledAt\":\"2", StringComparison.Ordinal);
        });
        await store.Services.GetRequiredService<AnnounceReceipts>().AnnounceDueAsync(CancellationToken.None);
        said.Times(mail.ReceiptId).ShouldBe(2);
    }

    [Fact]
    public async Task What_waits_is_counted_until_it_is_handled()
    {
        using var client = store.As("helpdesk");
        async Task<WaitingMail> WaitingAsync() => (await client.GetFromJsonAsync<WaitingMail>("/receipts/waiting"))!;
        var stored = new DateTimeOffset(2026, 1, 2, 3, 4, 0, TimeSpan.Zero);
        var mail = await store.StoreAsync(Encoding.ASCII.GetBytes("Subject: counted\r\n\r\n"), "4/1");
        await using (var database = await store.Database.Source.OpenConnectionAsync())
        {
            await database.ExecuteAsync("update mailstore.receipt set stored_at = @stored where id = @ReceiptId", new { mail.ReceiptId, stored });
        }

        var waiting = await WaitingAsync();
        waiting.Count.ShouldBeGreaterThan(0);
        waiting.Since.ShouldBe(stored);

        await store.Services.GetRequiredService<IBus>().Publish(new MailHandled([new ReceiptReport(mail.ReceiptId, mail.Content, Trace: null)]));
        await Eventually.HoldsAsync("it waits no more", async () => (await WaitingAsync()).Since != stored);
    }

    [Fact]
    public async Task Waiting_receipt_is_announced_at_once_when_the_helpdesk_says_that_it_is_there()
    {
        var said = new Said();
        var bus = store.Services.GetRequiredService<IBus>();
        bus.ConnectPublishObserver(said);
        var mail = await store.StoreAsync(Encoding.ASCII.GetBytes("Subject: before anybody listened\r\n\r\n"), "2/1");
        await using (var database = await store.Database.Source.OpenConnectionAsync())
        {
            await database.ExecuteAsync("update mailstore.receipt set announcements = 9, announce_at = now() + '1 hour' where id = @ReceiptId", mail);
        }

        await bus.Publish(new MailAwaited());
        await Eventually.HoldsAsync("it is announced", () => Task.FromResult(said.Times(mail.ReceiptId) == 1));
    }

    [Fact]
    public async Task Pauses_do_not_grow_while_the_bus_takes_nothing()
    {
        var mail = await store.StoreAsync(Encoding.ASCII.GetBytes("Subject: while the bus is away\r\n\r\n"), "3/1");
        await using var database = await store.Database.Source.OpenConnectionAsync();
        var refusing = store.Services.GetRequiredService<IBus>().ConnectPublishObserver(new Refusing(mail.ReceiptId));
        try
        {
            await database.ExecuteAsync("update mailstore.receipt set announcements = 5, announce_at = now() where id = @ReceiptId", mail);
            // It may just as well be announced by the service's own round.
            await Record.ExceptionAsync(() => store.Services.GetRequiredService<AnnounceReceipts>().AnnounceDueAsync(CancellationToken.None));
            await Eventually.HoldsAsync("it is due within the first pause", async () =>
                await database.ExecuteScalarAsync<TimeSpan>("select announce_at - now() from mailstore.receipt where id = @ReceiptId", mail) is var left && left > TimeSpan.Zero && left <= AnnounceReceipts.FirstPause);
        }
        finally
        {
            refusing.Disconnect();
        }

        (await database.ExecuteScalarAsync<int>("select announcements from mailstore.receipt where id = @ReceiptId", mail)).ShouldBe(5);
    }

    [Fact]
    public async Task Message_that_could_not_be_read_is_announced_until_it_is_handled_and_once_more_when_it_comes_whole()
    {
        var said = new Said();
        var bus = store.Services.GetRequiredService<IBus>();
        bus.ConnectPublishObserver(said);
        using var fetch = store.As("fetch");
        using var failed = await fetch.PostAsync(MailStoreHost.MessageAddress("20/1", path: "messages/failed") + "&reason=poison", new ByteArrayContent([]));
        var receipt = (await failed.Content.ReadFromJsonAsync<MailReceipt>())!.ReceiptId;
        await MakeDueAsync(receipt, expectedPause: TimeSpan.FromSeconds(30));
        await Eventually.HoldsAsync("it is announced", () => Task.FromResult(said.Times(receipt) == 1));
        await bus.Publish(new MailHandled([new ReceiptReport(receipt, Content: null, Trace: null)]));
        await Eventually.HoldsAsync("it is marked handled", async () => await HandledAsync(receipt));

        var mail = await store.StoreAsync(Encoding.ASCII.GetBytes("Subject: whole after all\r\n\r\n"), "20/1");
        mail.ReceiptId.ShouldBe(receipt);
        await bus.Publish(new MailHandled([new ReceiptReport(receipt, Content: null, Trace: null)]));
        await MakeDueAsync(receipt, expectedPause: TimeSpan.FromSeconds(30));
        await Eventually.HoldsAsync("it is announced with its bytes, whatever was said of it without them", () => Task.FromResult(said.Times(receipt) == 2));
        await bus.Publish(new MailHandled([new ReceiptReport(receipt, mail.Content, Trace: null)]));
        await Eventually.HoldsAsync("it is marked handled for good", async () => await HandledAsync(receipt));
    }

    private async Task<bool> HandledAsync(long receipt)
    {
        using var client = store.As("helpdesk");
        return (await client.GetFromJsonAsync<MailReceipt>($"/receipts/{receipt}"))!.HandledAt is not null;
    }

    private async Task MakeDueAsync(long id, TimeSpan expectedPause)
    {
        await using var database = await store.Database.Source.OpenConnectionAsync();
        var left = await database.ExecuteScalarAsync<TimeSpan>("select announce_at - now() from mailstore.receipt where id = @id", new { id });
        left.ShouldBeInRange(expectedPause / 2, expectedPause);
        await database.ExecuteAsync("update mailstore.receipt set announce_at = now() where id = @id", new { id });
        await store.Services.GetRequiredService<AnnounceReceipts>().AnnounceDueAsync(CancellationToken.None);
    }

    private sealed class Refusing(long receipt) : IPublishObserver
    {
        public Task PrePublish<T>(PublishContext<T> context)
            where T : class =>
            context.Message is MailReceived received && received.Mails.Any(mail => mail.ReceiptId == receipt) ? throw new InvalidOperationException("The bus is away.") : Task.CompletedTask;

        public Task PostPublish<T>(PublishContext<T> context)
            where T : class => Task.CompletedTask;

        public Task PublishFault<T>(PublishContext<T> context, Exception exception)
            where T : class => Task.CompletedTask;
    }

    private sealed class Said : IPublishObserver
    {
        private readonly ConcurrentQueue<long> receipts = new();

        public int Times(long id) => receipts.Count(receipt => receipt == id);

        public Task PrePublish<T>(PublishContext<T> context)
            where T : class => Task.CompletedTask;

        public Task PostPublish<T>(PublishContext<T> context)
            where T : class
        {
            if (context.Message is MailReceived received)
            {
                foreach (var mail in received.Mails)
                {
                    receipts.Enqueue(mail.ReceiptId);
                }
            }

            return Task.CompletedTask;
        }

        public Task PublishFault<T>(PublishContext<T> context, Exception exception)
            where T : class => Task.CompletedTask;
    }
}
