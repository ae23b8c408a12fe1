using HelpdeskMail.EndToEnd.Tests;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using Microsoft.Playwright;

namespace HelpdeskMail.Helpdesk.Tests.Tickets;

/// <summary>Who works on a ticket, chosen by keys.</summary>
public sealed class ChoosingTests(HelpdeskHost host, Browser browser) : IClassFixture<HelpdeskHost>
{
    [Fact]
    public async Task Arrow_on_a_closed_list_assigns_nobody_before_enter_says_so()
    {
        var (page, ticket, sent) = await OpenAsync();
        await using var context = page.Context;
        var field = page.Locator("#assignee");
        await field.FocusAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await Assertions.Expect(field).Not.ToHaveValueAsync("");
        sent.ShouldBeEmpty();
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(field).ToHaveValueAsync("");

        await field.FocusAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await page.LeaveAsync(() => page.Keyboard.PressAsync("Enter"));
        sent.Count.ShouldBe(1);
        (await host.TicketAsync(ticket)).Assignee.ShouldBe((await host.ActorAsync()).Id);
    }

    [Fact]
    public async Task Choice_moved_by_keys_is_sent_when_its_reader_goes_on()
    {
        var (page, ticket, _) = await OpenAsync();
        await using var context = page.Context;
        await page.Locator("#assignee").FocusAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await page.LeaveAsync(() => page.Keyboard.PressAsync("Tab"));

        (await host.TicketAsync(ticket)).Assignee.ShouldBe((await host.ActorAsync()).Id);
    }

    [Fact]
    public async Task Key_opens_the_list_of_colleagues_and_what_is_chosen_there_is_sent_at_once()
    {
        var (page, ticket, sent) = await OpenAsync();
        await using var context = page.Context;
        await page.Keyboard.PressAsync("a");
        await Assertions.Expect(page.Locator("#assignee:open")).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("ArrowDown");
        sent.ShouldBeEmpty();
        await page.LeaveAsync(() => page.Keyboard.PressAsync("Enter"));

        (await host.TicketAsync(ticket)).Assignee.ShouldBe((await host.ActorAsync()).Id);
    }

    private async Task<(IPage Page, long Ticket, List<string> Sent)> OpenAsync()
    {
        var ticket = (await host.ReceiveAsync(Mails.Plain())).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        var context = await browser.NewContextAsync();
        var page = await host.SignInAsync(context);
        await page.OpenAsync(host, $"/tickets/{ticket}");
        await page.IsScriptedAsync();
        var sent = new List<string>();
        page.Request += (_, request) =>
        {
            if (request.Method == "POST" && request.Url.Contains("/assignee", StringComparison.Ordinal))
            {
                sent.Add(request.Url);
            }
        };
        return (page, ticket, sent);
    }
}
