using HelpdeskMail.EndToEnd.Tests;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using Microsoft.Playwright;

namespace HelpdeskMail.Helpdesk.Tests.SignIn;

/// <summary>A browser that comes to the helpdesk by a link of another site, as from a chat or a mail read in the web.</summary>
public sealed class OtherSiteTests(HelpdeskHost host, Browser browser) : IClassFixture<HelpdeskHost>
{
    private const string OtherSite = "http://chat.example/";

    [Fact]
    public async Task Form_that_was_open_before_can_still_be_sent()
    {
        await using var context = await browser.NewContextAsync();
        var page = await host.SignInAsync(context);
        await page.OpenAsync(host, "/account");

        await FollowLinkAsync(context, "/tickets");
        await page.Locator("#signature").FillAsync("Ada");
        await page.Locator("form[action='/account/signature'] button").ClickAsync();

        await Assertions.Expect(page.Locator(".banner.good")).ToContainTextAsync("The signature is kept.");
    }

    [Fact]
    public async Task Browser_that_is_known_is_known_on_the_way_from_another_site_too()
    {
        await using var context = await browser.NewContextAsync();
        await host.SignInAsync(context);
        var id = (await host.ActorAsync()).Id;

        var visit = await FollowLinkAsync(context, "/tickets");

        visit.ShouldContain($"helpdesk-browser-{id:N}=");
    }

    /// <summary>Follows a link of another site; gives the cookies that came along.</summary>
    private async Task<string> FollowLinkAsync(IBrowserContext context, string path)
    {
        var page = await context.NewPageAsync();
        await page.RouteAsync(OtherSite, route => route.FulfillAsync(new() { ContentType = "text/html", Body = $"<!doctype html><a href=\"{new Uri(host.ClientOptions.BaseAddress, path)}\">a ticket</a>" }));
        await page.GotoAsync(OtherSite);
        var visit = await page.RunAndWaitForRequestAsync(() => page.Locator("a").ClickAsync(), request => request.Url.EndsWith(path, StringComparison.Ordinal));
        await page.Locator("main .desk").WaitForAsync();
        return (await visit.AllHeadersAsync()).GetValueOrDefault("cookie", "");
    }
}
