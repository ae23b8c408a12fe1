using HelpdeskMail.EndToEnd.Tests;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using Microsoft.Playwright;

namespace HelpdeskMail.Helpdesk.Tests.Live;

/// <summary>How often an open page asks while mail pours in.</summary>
public sealed class LivePaceTests(HelpdeskHost host, Browser browser) : IClassFixture<HelpdeskHost>
{
    /// <summary>When the page was read anew, in milliseconds.</summary>
    private const string Readings = "() => performance.getEntriesByType('resource').filter(one => one.initiatorType === 'fetch' && one.name === location.href).map(one => one.startTime)";

    [Fact]
    public async Task List_is_read_anew_while_mail_pours_in_but_two_seconds_apart_and_shows_what_came_last()
    {
        await using var context = await browser.NewContextAsync();
        var page = await host.SignInAsync(context);
        await page.OpenAsync(host, "/tickets");
        await page.IsScriptedAsync();
        using var end = new CancellationTokenSource();
        var flood = Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
            {
                await host.QueryAsync<int>("select count(pg_notify('helpdesk_live', 'ticket ' || number)) from generate_series(900001, 900050) as number");
                await Task.Delay(20);
            }
        });

        await Eventually.HoldsAsync("it is read some times", async () => (await page.EvaluateAsync<double[]>(Readings)).Length >= 3, TimeSpan.FromMinutes(4));
        var entry = (await host.ReceiveAsync(Mails.Plain(subject: "The last of them"))).ShouldBeOfType<IntakeOutcome.Entry>();
        await end.CancelAsync();
        await flood;

        await Assertions.Expect(page.Locator("#tickets .number").First).ToHaveTextAsync($"#{entry.TicketNumber}");
        var readings = await page.EvaluateAsync<double[]>(Readings);
        readings.Zip(readings.Skip(1), (one, next) => next - one).ShouldAllBe(gap => gap > 1_990);
    }

    [Fact]
    public async Task Ticket_in_a_tab_that_nobody_sees_stays_unread_until_somebody_does()
    {
        var asked = Mails.NewId();
        var ticket = (await host.ReceiveAsync(Mails.Plain(messageId: asked))).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        await using var context = await browser.NewContextAsync();
        await context.AddInitScriptAsync("Object.defineProperty(document, 'hidden', { get: () => Boolean(window.away) })");
        var page = await host.SignInAsync(context);
        await page.Clock.InstallAsync();
        await page.OpenAsync(host, $"/tickets/{ticket}");
        await page.IsScriptedAsync();
        await page.EvaluateAsync("window.away = true");
        await host.ReceiveAsync(Mails.Plain(inReplyTo: asked, body: "Is anybody there?"));

        // Its clock is put on, since it reads itself twice a minute.
        await Eventually.HoldsAsync("the page has read itself", async () =>
        {
            await page.Clock.RunForAsync(5_000);
            return await page.Locator("#thread").GetByText("Is anybody there?").CountAsync() > 0;
        });
        (await UnreadAsync(ticket)).ShouldBeTrue();

        await page.EvaluateAsync("window.away = false; document.dispatchEvent(new Event('visibilitychange'))");
        await Eventually.HoldsAsync("it is read once somebody sees it", async () =>
        {
            await page.Clock.RunForAsync(5_000);
            return !await UnreadAsync(ticket);
        });
    }

    private Task<bool> UnreadAsync(long ticket) => host.QueryAsync<bool>(
        "select not exists (select from helpdesk.seen where ticket_number = number and entry_id >= last_mail_entry) from helpdesk.ticket where number = @ticket", new { ticket });
}
