using HelpdeskMail.EndToEnd.Tests;
using HelpdeskMail.Helpdesk.CannedAnswers;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using HelpdeskMail.Helpdesk.Tickets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace HelpdeskMail.Helpdesk.Tests.Composing;

/// <summary>What becomes of words when the service does not answer, or does not take them.</summary>
public sealed class UnansweredTests(HelpdeskHost host, Browser browser) : IClassFixture<HelpdeskHost>
{
    [Fact]
    public async Task Answer_that_nobody_takes_stays_on_its_page_and_is_there_when_the_page_is_read_anew()
    {
        await using var composer = await ComposerPage.OpenAsync(host, browser);
        await composer.Page.RouteAsync("**/draft", route => route.AbortAsync());
        await composer.Page.RouteAsync("**/reply*", route => route.AbortAsync());
        await composer.Rich.FocusAsync();
        await composer.Keys.TypeAsync("Hold the line.");
        await composer.Page.Locator("#send").ClickAsync();

        await Assertions.Expect(composer.Page.Locator("#reply-form [data-says]")).ToContainTextAsync("No answer came from the helpdesk.");
        await composer.ShowsAsync("Hold the line.");
        await composer.Page.ReloadAsync();
        await composer.ShowsAsync("Hold the line.");
        await composer.Page.UnrouteAllAsync();
        await composer.Page.LeaveAsync(() => composer.Page.Locator("#send").ClickAsync());
        (await host.TicketAsync(composer.Ticket)).Entries.Single(entry => entry.Kind == EntryKind.Reply).Text.ShouldBe("Hold the line.");
        await composer.ShowsAsync("");
    }

    [Fact]
    public async Task Note_that_nobody_takes_stays_on_its_page_until_it_is_added()
    {
        await using var composer = await ComposerPage.OpenAsync(host, browser);
        var note = composer.Page.Locator("#note-text");
        await composer.Page.RouteAsync(address => new Uri(address).AbsolutePath.EndsWith("/note", StringComparison.Ordinal), route => route.FulfillAsync(new() { Status = 503, ContentType = "text/html", Body = "<h1>Away</h1>" }));
        await composer.Page.Locator("label[for=compose-note]").ClickAsync();
        await note.FillAsync("Ask the maker first.");
        await composer.Page.Locator("#note-form .button.primary").ClickAsync();

        await Assertions.Expect(composer.Page.Locator("#note-form [data-says]")).ToContainTextAsync("does not answer now");
        await composer.Page.ReloadAsync();
        await Assertions.Expect(note).ToHaveValueAsync("Ask the maker first.");
        await composer.Page.UnrouteAllAsync();
        await composer.Page.IsScriptedAsync();
        await composer.Page.Locator("label[for=compose-note]").ClickAsync();
        await composer.Page.LeaveAsync(() => composer.Page.Locator("#note-form .button.primary").ClickAsync());
        (await host.TicketAsync(composer.Ticket)).Entries.Single(entry => entry.Kind == EntryKind.Note).Text.ShouldBe("Ask the maker first.");
        await Assertions.Expect(note).ToHaveValueAsync("");
    }

    [Fact]
    public async Task Note_that_was_taken_while_its_answer_was_lost_is_added_once_though_its_page_is_read_anew()
    {
        await using var composer = await ComposerPage.OpenAsync(host, browser);
        var (page, note) = (composer.Page, composer.Page.Locator("#note-text"));
        await page.RouteAsync(address => new Uri(address).AbsolutePath.EndsWith("/note", StringComparison.Ordinal), async route =>
        {
            await route.FetchAsync(new() { MaxRedirects = 0 });
            await route.AbortAsync();
        });
        await page.Locator("label[for=compose-note]").ClickAsync();
        await note.FillAsync("They have called.");
        await page.Locator("#note-form .button.primary").ClickAsync();
        await Assertions.Expect(page.Locator("#note-form [data-says]")).ToContainTextAsync("No answer came from the helpdesk.");
        await host.QueryAsync<int>("update helpdesk.entry set at = at - interval '1 hour' where ticket_number = @Ticket and kind = 'Note' returning 1", new { composer.Ticket });

        await page.UnrouteAllAsync();
        await page.ReloadAsync();
        await page.IsScriptedAsync();
        await Assertions.Expect(note).ToHaveValueAsync("They have called.");
        await page.Locator("label[for=compose-note]").ClickAsync();
        await page.LeaveAsync(() => page.Locator("#note-form .button.primary").ClickAsync());

        (await host.TicketAsync(composer.Ticket)).Entries.Count(entry => entry.Kind == EntryKind.Note).ShouldBe(1);
        await Assertions.Expect(note).ToHaveValueAsync("");
    }

    [Fact]
    public async Task Half_written_new_ticket_outlives_a_reading_anew_and_other_pages_until_it_is_sent()
    {
        await using var composer = await ComposerPage.OpenAsync(host, browser);
        var page = composer.Page;
        await page.OpenAsync(host, "/tickets/new");
        await page.IsScriptedAsync();
        await Assertions.Expect(page.Locator("[data-anew]")).ToBeHiddenAsync();
        await page.Locator("#to-entry").FillAsync("cleo@shop.example");
        await page.Locator("#subject").FillAsync("Your order");
        await page.Locator("#text-rich").FocusAsync();
        await page.Keyboard.TypeAsync("We have a question.");

        await page.ReloadAsync();
        await Assertions.Expect(page.Locator("[data-anew]")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#subject")).ToHaveValueAsync("Your order");
        await page.OpenAsync(host, $"/tickets/{composer.Ticket}");
        await page.IsScriptedAsync();
        await page.OpenAsync(host, "/tickets/new");
        await page.IsScriptedAsync();
        await Assertions.Expect(page.Locator("#text")).ToHaveValueAsync("We have a question.");
        await Assertions.Expect(page.Locator("#to")).ToHaveValueAsync("cleo@shop.example");

        await page.LeaveAsync(() => page.Locator("#new-ticket .button.primary").ClickAsync());
        await Assertions.Expect(page.Locator("h2").First).ToHaveTextAsync("Your order");
        await page.OpenAsync(host, "/tickets/new");
        await page.IsScriptedAsync();
        await Assertions.Expect(page.Locator("#subject")).ToHaveValueAsync("");
    }

    [Fact]
    public async Task Ticks_and_the_moment_to_send_at_come_back_with_an_answer_that_is_refused()
    {
        await using var composer = await ComposerPage.OpenAsync(host, browser);
        var page = composer.Page;
        await composer.Rich.FocusAsync();
        await composer.Keys.TypeAsync("See you there.");
        await page.Locator("#to-entry").FillAsync("nobody@");
        await page.Locator("[name=quote]").UncheckAsync();
        await page.Locator("[name=receipt]").CheckAsync();
        await page.Locator("#send-later summary").ClickAsync();
        await page.Locator("#send-later [data-later='1']").ClickAsync();
        await Assertions.Expect(page.Locator("#send-later[open]")).ToHaveCountAsync(0);
        var moment = await page.Locator("#sendAfter").InputValueAsync();
        await page.LeaveAsync(() => page.Locator("#send").ClickAsync());

        await Assertions.Expect(page.Locator("#ticket-scroll > .banner.bad")).ToContainTextAsync("Not sent:");
        await composer.ShowsAsync("See you there.");
        await Assertions.Expect(page.Locator("#sendAfter")).ToHaveValueAsync(moment);
        await Assertions.Expect(page.Locator("[data-later-words]")).ToContainTextAsync("09:00");
        await Assertions.Expect(page.Locator("[name=quote]")).Not.ToBeCheckedAsync();
        await Assertions.Expect(page.Locator("[name=receipt]")).ToBeCheckedAsync();
    }

    [Fact]
    public async Task Canned_answer_that_cannot_be_fetched_says_so()
    {
        await host.Services.GetRequiredService<CannedAnswerTable>().SaveAsync(new CannedAnswer { Id = Guid.NewGuid(), Name = "Opening hours", Shortcut = "hours", Text = "From nine to five." }, await host.ActorAsync(), default);
        await using var composer = await ComposerPage.OpenAsync(host, browser);
        await composer.Page.RouteAsync("**/draft/canned*", route => route.AbortAsync());
        await composer.Rich.FocusAsync();
        await composer.Keys.TypeAsync("We are open ;hours ");

        await Assertions.Expect(composer.Page.Locator("#reply-form [data-says]")).ToContainTextAsync("«Opening hours» could not be fetched");
        await composer.ShowsAsync("We are open ;hours");
    }
}
