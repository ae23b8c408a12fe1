using System.Collections.Concurrent;
using HelpdeskMail.Contracts.Mail;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Helpdesk.Intake;
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

    [Fact]
    public async Task Mail_that_fails_again_and_again_for_what_is_in_it_is_listed_under_failed_mail()
    {
        var reports = new Reports();
        var bus = host.Services.GetRequiredService<IBus>();
        bus.ConnectPublishObserver(reports);
        await host.QueryAsync<int>(
            """
            create or replace function helpdesk.refuse_always() returns trigger language plpgsql as $$ begin raise exception 'refused'; end $$;
            create trigger refuse_always before insert on helpdesk.entry for each row when (new.subject = 'Refused always') execute function helpdesk.refuse_always();
            """);
        var receipt = host.Put(Mails.Bytes(Mails.Plain(subject: "Refused always")));
        await host.QueryAsync<int>(
            "insert into helpdesk.intake_trouble values (@ReceiptId, @attempts, 'x', now() - interval '2 hours', now())", new { receipt.ReceiptId, attempts = IntakeTrouble.MostAttempts - 1 });

        await bus.Publish(new MailReceived([new ReceivedMail(receipt.ReceiptId, null)]), TestContext.Current.CancellationToken);

        await Eventually.HoldsAsync("it is reported as handled", () => Task.FromResult(reports.Said.Contains((receipt.ReceiptId, receipt.Content))));
        var kept = (await host.HandleAsync(receipt.ReceiptId)).ShouldBeOfType<IntakeOutcome.Kept>();
        kept.Reason.ShouldBe(KeptReason.Unreadable);
        kept.Explanation.ShouldContain("the database refuses it (P0001)");
        (await host.QueryAsync<string>("select sender from helpdesk.intake where receipt_id = @ReceiptId", new { receipt.ReceiptId })).ShouldBe("anna@customer.example");
        (await host.QueryAsync<int>("select count(*) from helpdesk.intake_trouble where receipt_id = @ReceiptId", new { receipt.ReceiptId })).ShouldBe(0);

        await host.QueryAsync<int>("drop trigger refuse_always on helpdesk.entry");
        using var scope = host.Services.CreateScope();
        (await scope.ServiceProvider.GetRequiredService<MailIntake>().HandleAgainAsync(receipt.ReceiptId, asTicket: false, await host.ActorAsync(), default)).ShouldBeOfType<IntakeOutcome.Entry>();
    }

    [Fact]
    public async Task Mail_that_a_service_keeps_back_is_tried_again_for_ever_and_told_of_after_an_hour()
    {
        var receipt = host.Put(Mails.Bytes(Mails.Plain(subject: "Kept back")));
        using var scope = host.Services.CreateScope();
        var trouble = scope.ServiceProvider.GetRequiredService<IntakeTrouble>();
        using var browser = await host.AdministratorAsync();
        await trouble.NoteAsync(receipt.ReceiptId, new HttpRequestException("away"), TestContext.Current.CancellationToken);
        (await browser.GetStringAsync("/system-health")).ShouldNotContain("have not been taken in");
        await host.QueryAsync<int>("update helpdesk.intake_trouble set first_at = now() - interval '2 hours' where receipt_id = @ReceiptId returning 1", new { receipt.ReceiptId });

        for (var i = 0; i < 2 * IntakeTrouble.MostAttempts; i++)
        {
            (await trouble.NoteAsync(receipt.ReceiptId, new HttpRequestException("away"), TestContext.Current.CancellationToken)).ShouldBeNull();
        }

        (await browser.GetStringAsync("/system-health")).ShouldContain("have not been taken in for more than an hour");
        (await host.HandleAsync(receipt.ReceiptId)).ShouldBeOfType<IntakeOutcome.Entry>();
        (await browser.GetStringAsync("/system-health")).ShouldNotContain("have not been taken in");
    }

    [Fact]
    public async Task Mail_that_nobody_has_tried_to_take_in_is_counted_on_the_page_of_health()
    {
        using var browser = await host.AdministratorAsync();
        (await browser.GetStringAsync("/system-health")).ShouldContain("Every received mail is taken in or listed under Failed mail.");

        host.MailStore.Waiting = new WaitingMail(1, TimeProvider.System.GetUtcNow().AddMinutes(-2));
        var few = await browser.GetStringAsync("/system-health");
        host.MailStore.Waiting = new WaitingMail(1234, TimeProvider.System.GetUtcNow().AddHours(-3));
        var many = await browser.GetStringAsync("/system-health");
        host.MailStore.Waiting = new WaitingMail(0, null);

        few.ShouldContain("1 received mail waits to be taken in; it came 2 min ago.");
        few.ShouldContain("Taking in mail: working");
        many.ShouldContain("1234 received mails wait to be taken in; the first came 3 h ago.");
        many.ShouldContain("look whether the bus answers");
        many.ShouldContain("Taking in mail: needs attention");
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
