using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using HelpdeskMail.Helpdesk.Tickets;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Helpdesk.Tests.Tickets;

/// <summary>Where an agent goes after a ticket.</summary>
public sealed class WayOnTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>, IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await host.ActorAsync();

    public async ValueTask DisposeAsync() => await host.Services.GetRequiredService<WayOn>().SaveAsync((await host.ActorAsync()).Id, AfterWork.Stay, default);

    [Fact]
    public async Task Answered_and_closed_tickets_lead_to_the_next_one_of_the_list_with_an_undo()
    {
        var tag = $"w{Guid.NewGuid():N}"[..16];
        var list = $"?view=open&tag={tag}&sort=oldest";
        var (first, second, third) = (await OpenAsync(tag, 3), await OpenAsync(tag, 2), await OpenAsync(tag, 1));
        using var browser = await host.AdministratorAsync();
        using var chosen = await HelpdeskHost.PostAsync(browser, "/account", "/account/after-work", ("after", "Next"));
        var reply = Guid.NewGuid();

        using var sent = await HelpdeskHost.PostAsync(
            browser, $"/tickets/{first}{list}", $"/tickets/{first}/reply{list}", ("replyId", $"{reply}"), ("to", "anna@customer.example"), ("text", "Done."), ("then", "close"), ("undo", "10"));
        var next = await browser.GetStringAsync(sent.Headers.Location!.ToString());
        using var closed = await HelpdeskHost.PostAsync(browser, $"/tickets/{second}{list}", $"/tickets/{second}/status{list}", ("status", "Closed"));
        using var put = await HelpdeskHost.PostAsync(browser, $"/tickets/{third}{list}", $"/tickets/{third}/wait{list}", ("act", "answer"));

        sent.Headers.Location!.ToString().ShouldBe($"/tickets/{second}{list}");
        next.ShouldContain($"Your answer in #{first} is on its way.");
        next.ShouldContain($"action=\"/tickets/{first}/replies/{reply}/again");
        closed.Headers.Location!.ToString().ShouldBe($"/tickets/{third}{list}");
        put.Headers.Location!.ToString().ShouldBe($"/tickets{list}", "it was the last");
        using var undone = await HelpdeskHost.PostAsync(browser, $"/tickets{list}", $"/tickets/{first}/replies/{reply}/again{list}", ("act", "edit"));
        (await host.TicketAsync(first)).Status.ShouldBe(TicketStatus.Open);
    }

    [Fact]
    public async Task Page_stays_on_the_ticket_or_goes_to_the_list_as_it_was_chosen()
    {
        var ticket = await OpenAsync("stay", 1);
        using var browser = await host.AdministratorAsync();

        using var stays = await HelpdeskHost.PostAsync(browser, $"/tickets/{ticket}", $"/tickets/{ticket}/status?view=mine", ("status", "Closed"));
        using var chosen = await HelpdeskHost.PostAsync(browser, "/account", "/account/after-work", ("after", "List"));
        using var opened = await HelpdeskHost.PostAsync(browser, $"/tickets/{ticket}", $"/tickets/{ticket}/status?view=mine", ("status", "Open"));
        using var goes = await HelpdeskHost.PostAsync(browser, $"/tickets/{ticket}", $"/tickets/{ticket}/status?view=mine", ("status", "Closed"));

        stays.Headers.Location!.ToString().ShouldBe($"/tickets/{ticket}?view=mine");
        opened.Headers.Location!.ToString().ShouldBe($"/tickets/{ticket}?view=mine");
        goes.Headers.Location!.ToString().ShouldBe("/tickets?view=mine");
        (await browser.GetStringAsync("/tickets?view=mine")).ShouldContain($"#{ticket} is closed.");
        (await browser.GetStringAsync("/account")).ShouldContain("<option value=\"List\" selected>");
    }

    private async Task<long> OpenAsync(string tag, int daysAgo)
    {
        var number = (await host.ReceiveAsync(Mails.Plain(subject: $"Of {daysAgo}"), at: TimeProvider.System.GetUtcNow().AddDays(-daysAgo))).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        await host.Services.GetRequiredService<TicketChanges>().ApplyAsync(number, new TicketChange { AddTags = [tag] }, await host.ActorAsync(), default);
        return number;
    }
}
