using HelpdeskMail.EndToEnd.Tests;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Presence;
using HelpdeskMail.Helpdesk.Tests.Composing;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace HelpdeskMail.Helpdesk.Tests.Accessibility;

/// <summary>What is read out by itself to who hears a page: news, and nothing else.</summary>
public sealed class LiveRegionTests(HelpdeskHost host, Browser browser) : IClassFixture<HelpdeskHost>
{
    [Fact]
    public async Task Colleague_who_stays_is_told_once()
    {
        var colleague = await host.AgentOfAsync("sal@contoso.example");
        var ticket = (await host.ReceiveAsync(Mails.Plain())).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        var presence = host.Services.GetRequiredService<PresenceTable>();
        await presence.SayAsync(ticket, (await host.ActorAsync()) with { Id = colleague, Name = "Sal Sales" }, typing: false, default);
        await host.QueryAsync<int>("update helpdesk.presence set at = at + interval '1 hour' where ticket_number = @ticket", new { ticket });
        await using var context = await browser.NewContextAsync();
        var page = await host.SignInAsync(context);
        await page.Clock.InstallAsync();
        await page.OpenAsync(host, $"/tickets/{ticket}");
        await page.IsScriptedAsync();
        await Assertions.Expect(page.Locator("#presence")).ToContainTextAsync("Sal Sales is here");
        await page.EvaluateAsync("window.told = 0; new MutationObserver(changes => { window.told += changes.length; }).observe(document.getElementById('presence'), { childList: true, subtree: true, characterData: true })");

        // Read twice: what the first reading changed is there when the second is asked for.
        for (var i = 0; i < 2; i++)
        {
            var read = page.WaitForResponseAsync(answer => answer.Url.EndsWith("/here", StringComparison.Ordinal) && answer.Request.Method == "GET");
            await page.Clock.RunForAsync(30_500);
            await (await read).FinishedAsync();
        }

        await Assertions.Expect(page.Locator("#presence")).ToContainTextAsync("Sal Sales is here");
        (await page.EvaluateAsync<int>("window.told")).ShouldBe(0);
    }

    [Fact]
    public async Task That_something_grows_older_is_not_read_out()
    {
        await using var composer = await ComposerPage.OpenAsync(host, browser);
        await composer.Rich.FocusAsync();
        await composer.Keys.TypeAsync("Half a sen");
        await Assertions.Expect(composer.Page.Locator("#draft-state")).ToHaveTextAsync("Draft kept");
        await host.QueryAsync<int>("update helpdesk.ticket set muted_at = now() where number = @Ticket", new { composer.Ticket });
        await composer.Page.ReloadAsync();
        await composer.Page.IsScriptedAsync();

        await Assertions.Expect(composer.Page.Locator("#draft-state time")).ToHaveCountAsync(1);
        var told = await composer.Page.EvaluateAsync<string[]>(
            "[...document.querySelectorAll('time[data-form=age]')].filter(time => (time.closest('[aria-live], [role=status], [role=alert]')?.getAttribute('aria-live') ?? time.closest('[role=status], [role=alert]') ?? 'off') !== 'off').map(time => time.parentElement.textContent)");
        told.ShouldBeEmpty();
    }
}
