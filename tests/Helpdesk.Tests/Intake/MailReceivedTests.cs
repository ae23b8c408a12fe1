using System.Collections.Concurrent;
using HelpdeskMail.Contracts.Mail;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Helpdesk.Tests.Intake;

/// <summary>Mails that are announced together.</summary>
public sealed class MailReceivedTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    [Fact]
    public async Task Each_mail_of_an_announcement_is_taken_in_and_reported_whatever_becomes_of_the_others()
    {
        var reports = new Reports();
        var bus = host.Services.GetRequiredService<IBus>();
        bus.ConnectPublishObserver(reports);
        await host.QueryAsync<int>(
            """
            create or replace function helpdesk.refuse_announced() returns trigger language plpgsql as $$ begin raise exception 'refused'; end $$;
            create trigger refuse_announced before insert on helpdesk.entry for each row when (new.subject = 'Refused at first') execute function helpdesk.refuse_announced();
            """);
        var receipts = Enumerable.Range(0, 12).Select(number => host.Put(Mails.Bytes(Mails.Plain(subject: number == 5 ? "Refused at first" : "Announced", body: $"{number}")))).ToList();
        var unread = host.MailStore.Put("Subject: Huge\r\n\r\n"u8.ToArray(), StubOAuth.Support, TimeProvider.System.GetUtcNow(), failure: "It is too large.");

        await bus.Publish(
            new MailReceived([.. receipts.Select(receipt => new ReceivedMail(receipt.ReceiptId, null)), new ReceivedMail(unread.ReceiptId, null), new ReceivedMail(999_999, null)]), TestContext.Current.CancellationToken);

        var others = receipts.Where((_, number) => number != 5).ToDictionary(receipt => receipt.ReceiptId, receipt => receipt.Content);
        await Eventually.HoldsAsync("the others are reported with their bytes", () => Task.FromResult(
            others.All(other => reports.Said.Contains((other.Key, other.Value))) && reports.Said.Contains((unread.ReceiptId, null))));
        reports.Said.ShouldNotContain(said => said.Receipt == receipts[5].ReceiptId || said.Receipt == 999_999);

        await host.QueryAsync<int>("drop trigger refuse_announced on helpdesk.entry");
        await Eventually.HoldsAsync("the one is taken in when it comes again", () => Task.FromResult(reports.Said.Contains((receipts[5].ReceiptId, receipts[5].Content))), TimeSpan.FromMinutes(3));
        (await host.QueryAsync<int>("select count(*) from helpdesk.entry where subject in ('Announced', 'Refused at first')")).ShouldBe(12);
    }

    private sealed class Reports : IPublishObserver
    {
        public ConcurrentBag<(long Receipt, string? Content)> Said { get; } = [];

        public Task PrePublish<T>(PublishContext<T> context)
            where T : class => Task.CompletedTask;

        public Task PostPublish<T>(PublishContext<T> context)
            where T : class
        {
            foreach (var report in (context.Message as MailHandled)?.Receipts ?? [])
            {
                Said.Add((report.ReceiptId, report.Content));
            }

            return Task.CompletedTask;
        }

        public Task PublishFault<T>(PublishContext<T> context, Exception exception)
            where T : class => Task.CompletedTask;
    }
}
