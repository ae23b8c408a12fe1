using HelpdeskMail.EndToEnd.Tests;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using Microsoft.Playwright;

namespace HelpdeskMail.Helpdesk.Tests.SignIn;

/// <summary>An open page whose session has ended.</summary>
public sealed class SignedOutTests(HelpdeskHost host, Browser browser) : IClassFixture<HelpdeskHost>
{
    [Fact]
    public async Task Code_that_comes_too_late_still_leads_where_the_person_wanted_to_go()
    {
        using var visitor = host.Browser();
        const string Page = "/sign-in/code?returnTo=%2Fdashboard";

        using var late = await HelpdeskHost.PostAsync(visitor, Page, "/sign-in/code", ("code", "123456"), ("returnTo", "/dashboard"));
        using var elsewhere = await HelpdeskHost.PostAsync(visitor, Page, "/sign-in/code", ("code", "123456"), ("returnTo", "//evil.example"));

        (await visitor.GetStringAsync(Page)).ShouldContain("name=\"returnTo\" value=\"/dashboard\"");
        late.Headers.Location!.ToString().ShouldBe("/sign-in?returnTo=%2Fdashboard");
        elsewhere.Headers.Location!.ToString().ShouldBe("/sign-in");
    }

    [Fact]
    public async Task Page_says_that_its_reader_is_signed_out_and_leaves_what_they_typed_alone()
    {
        var asked = Mails.NewId();
        var ticket = (await host.ReceiveAsync(Mails.Plain(messageId: asked))).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        await using var context = await browser.NewContextAsync();
        var page = await host.SignInAsync(context);
        await page.OpenAsync(host, $"/tickets/{ticket}");
        await page.IsScriptedAsync();
        await page.Locator("label[for=compose-note]").ClickAsync();
        await page.Locator("#note-text").FillAsync("Half a no");
        var session = await context.CookiesAsync();
        await context.ClearCookiesAsync();
        await host.ReceiveAsync(Mails.Plain(inReplyTo: asked, body: "Is anybody there?"));

        await Assertions.Expect(page.Locator("#signed-out")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#note-text")).ToHaveValueAsync("Half a no");
        await page.Locator("#note-form .button.primary").ClickAsync();
        await Assertions.Expect(page.Locator("#note-form [data-says]")).ToContainTextAsync("you are signed out");
        await Assertions.Expect(page.Locator("#note-text")).ToHaveValueAsync("Half a no");

        await page.Locator("#signed-out a").ClickAsync();
        await page.WaitForURLAsync($"**/sign-in?returnTo=%2Ftickets%2F{ticket}");
        await context.AddCookiesAsync(session.Select(one => new Cookie { Name = one.Name, Value = one.Value, Domain = one.Domain, Path = one.Path, HttpOnly = one.HttpOnly }));
        await page.OpenAsync(host, $"/tickets/{ticket}");
        await Assertions.Expect(page.Locator("#note-text")).ToHaveValueAsync("Half a no");
    }

    [Fact]
    public async Task List_whose_stream_is_refused_for_want_of_a_session_says_so_until_somebody_signs_in_again()
    {
        await using var context = await browser.NewContextAsync();
        var page = await host.SignInAsync(context);
        await page.RouteAsync("**/live", route => route.FulfillAsync(new() { Status = 401 }));
        await page.OpenAsync(host, "/tickets");

        await Assertions.Expect(page.Locator("#signed-out")).ToContainTextAsync("You are signed out.");
        await Assertions.Expect(page.Locator("#live-state")).ToBeHiddenAsync();
        await page.UnrouteAllAsync();
        await Assertions.Expect(page.Locator("#signed-out")).ToBeHiddenAsync();
    }
}
