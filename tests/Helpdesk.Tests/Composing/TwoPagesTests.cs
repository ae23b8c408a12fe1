using HelpdeskMail.EndToEnd.Tests;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Helpdesk.Answering;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using HelpdeskMail.Helpdesk.Tickets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace HelpdeskMail.Helpdesk.Tests.Composing;

/// <summary>One agent, one ticket, two pages.</summary>
public sealed class TwoPagesTests(HelpdeskHost host, Browser browser) : IClassFixture<HelpdeskHost>
{
    [Fact]
    public async Task Words_of_another_page_are_not_overwritten_and_change_places_with_these()
    {
        await using var composer = await ComposerPage.OpenAsync(host, browser);
        var other = await OtherPageAsync(composer);
        await WriteAsync(composer.Page, "From the first.");
        await IsKeptAsync(composer, "From the first.");
        await WriteAsync(other, "From the second.");

        await Assertions.Expect(other.Locator("#draft-clash")).ToContainTextAsync("This draft was changed on another page.");
        await Assertions.Expect(other.Locator("#draft-clash pre")).ToHaveTextAsync("From the first.");
        await Assertions.Expect(other.Locator("#draft-state")).ToBeEmptyAsync();
        await Assertions.Expect(other.GetByRole(AriaRole.Button, new() { Name = "Keep as a new draft" })).ToBeHiddenAsync();
        (await KeptAsync(composer.Ticket)).ShouldBe("From the first.");

        await other.GetByRole(AriaRole.Button, new() { Name = "Take the other words" }).ClickAsync();
        await Assertions.Expect(other.Locator("#reply-text")).ToHaveValueAsync("From the first.");
        await Assertions.Expect(other.Locator("#draft-clash pre")).ToHaveTextAsync("From the second.");
        await IsKeptAsync(other);
        await other.GetByRole(AriaRole.Button, new() { Name = "Take the other words" }).ClickAsync();
        await Eventually.HoldsAsync("the words are kept that stand there again", async () => await KeptAsync(composer.Ticket) == "From the second.");
    }

    [Fact]
    public async Task Answer_is_not_sent_over_newer_words_of_another_page()
    {
        await using var composer = await ComposerPage.OpenAsync(host, browser);
        await WriteAsync(composer.Page, "Both know it.");
        await IsKeptAsync(composer, "Both know it.");
        var other = await OtherPageAsync(composer);
        await WriteAsync(composer.Page, " Only the first does.");
        await IsKeptAsync(composer, "Both know it. Only the first does.");
        await other.Locator("#send").ClickAsync();

        await Assertions.Expect(other.Locator("#draft-clash")).ToContainTextAsync("This draft was changed on another page.");
        (await host.TicketAsync(composer.Ticket)).Entries.ShouldNotContain(entry => entry.Kind == EntryKind.Reply);
        await other.GetByRole(AriaRole.Button, new() { Name = "Keep these words" }).ClickAsync();
        await IsKeptAsync(other);
        await other.LeaveAsync(() => other.Locator("#send").ClickAsync());
        (await host.TicketAsync(composer.Ticket)).Entries.Single(entry => entry.Kind == EntryKind.Reply).Text.ShouldBe("Both know it.");
    }

    [Fact]
    public async Task Page_says_that_its_answer_was_sent_from_another_and_keeps_further_words_as_a_new_one()
    {
        await using var composer = await ComposerPage.OpenAsync(host, browser);
        await WriteAsync(composer.Page, "We look into it.");
        await IsKeptAsync(composer, "We look into it.");
        var other = await OtherPageAsync(composer);
        await composer.Page.LeaveAsync(() => composer.Page.Locator("#send").ClickAsync());

        await Assertions.Expect(other.Locator("#draft-clash")).ToContainTextAsync("This answer has been sent.");
        await Assertions.Expect(other.Locator("#draft-state")).ToBeEmptyAsync();
        await WriteAsync(other, " And once more.");
        await other.GetByRole(AriaRole.Button, new() { Name = "Keep as a new draft" }).ClickAsync();
        await IsKeptAsync(other);
        (await KeptAsync(composer.Ticket)).ShouldBe("We look into it. And once more.");
        await other.LeaveAsync(() => other.Locator("#send").ClickAsync());
        (await host.TicketAsync(composer.Ticket)).Entries.Count(entry => entry.Kind == EntryKind.Reply).ShouldBe(2);
    }

    [Fact]
    public async Task Draft_that_is_gone_is_cleared_off_the_page_that_still_shows_it()
    {
        await using var composer = await ComposerPage.OpenAsync(host, browser);
        await WriteAsync(composer.Page, "Never mind.");
        await IsKeptAsync(composer, "Never mind.");
        await host.Services.GetRequiredService<Drafts>().DiscardAsync(composer.Ticket, (await host.ActorAsync()).Id, default);
        await WriteAsync(composer.Page, " Or do.");

        await Assertions.Expect(composer.Page.Locator("#draft-clash")).ToContainTextAsync("This draft was discarded on another page.");
        await composer.Page.LeaveAsync(() => composer.Page.GetByRole(AriaRole.Button, new() { Name = "Clear", Exact = true }).ClickAsync());
        await composer.ShowsAsync("");
        await Assertions.Expect(composer.Page.Locator("#draft-clash")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Page_goes_on_though_it_has_not_heard_that_its_words_were_kept()
    {
        await using var composer = await ComposerPage.OpenAsync(host, browser);
        var lost = new TaskCompletionSource();
        await composer.Page.RouteAsync("**/draft", async route =>
        {
            await route.FetchAsync();
            await route.AbortAsync();
            lost.TrySetResult();
        });
        await WriteAsync(composer.Page, "Half");
        await lost.Task;
        await composer.Page.UnrouteAllAsync(new() { Behavior = UnrouteBehavior.Wait });
        await WriteAsync(composer.Page, " and whole.");

        await IsKeptAsync(composer, "Half and whole.");
        await Assertions.Expect(composer.Page.Locator("#draft-clash")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Same_words_kept_once_more_are_no_other_draft()
    {
        var ticket = (await host.ReceiveAsync(Mails.Plain())).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        var (drafts, person) = (host.Services.GetRequiredService<Drafts>(), (await host.ActorAsync()).Id);
        var draft = new Draft(Guid.NewGuid(), "anna@customer.example", "", "", "We look into it.", [], null) { Version = 0, Page = Guid.NewGuid() };

        var first = (await drafts.SaveAsync(ticket, person, draft, default)).ShouldBeOfType<DraftKeeping.Kept>();
        var again = (await drafts.SaveAsync(ticket, person, draft, default)).ShouldBeOfType<DraftKeeping.Kept>();
        var other = (await drafts.SaveAsync(ticket, person, draft with { Version = first.Version, Page = Guid.NewGuid(), Text = "We looked." }, default)).ShouldBeOfType<DraftKeeping.Kept>();

        again.Version.ShouldBe(first.Version);
        other.Version.ShouldBeGreaterThan(first.Version);
        (await drafts.SaveAsync(ticket, person, draft with { Version = first.Version, Text = "We look." }, default)).ShouldBeOfType<DraftKeeping.Changed>().Other.Text.ShouldBe("We looked.");
    }

    private async Task<IPage> OtherPageAsync(ComposerPage composer)
    {
        var other = await composer.Page.Context.NewPageAsync();
        await other.OpenAsync(host, $"/tickets/{composer.Ticket}");
        await other.IsScriptedAsync();
        return other;
    }

    private static async Task WriteAsync(IPage page, string words)
    {
        await page.BringToFrontAsync();
        await page.Locator("#reply-text-rich").FocusAsync();
        await page.Keyboard.PressAsync("Control+End");
        await page.Keyboard.TypeAsync(words);
    }

    /// <summary>Slow typing is kept on the way, and said to be.</summary>
    private async Task IsKeptAsync(ComposerPage composer, string words)
    {
        await Eventually.HoldsAsync("all words are kept", async () => await KeptAsync(composer.Ticket) == words);
        await IsKeptAsync(composer.Page);
    }

    private static Task IsKeptAsync(IPage page) => Assertions.Expect(page.Locator("#draft-state")).ToHaveTextAsync("Draft kept");

    private async Task<string?> KeptAsync(long ticket) => (await host.Services.GetRequiredService<Drafts>().FindAsync(ticket, (await host.ActorAsync()).Id, default))?.Text;
}
