using System.Runtime.CompilerServices;
using Microsoft.Playwright;

namespace HelpdeskMail.Helpdesk.Tests.Hosting;

/// <summary>A person at a real browser.</summary>
internal static class BrowserSession
{
    /// <summary>What the first who signed in to a host was given: more tests than may sign in within a minute share it.</summary>
    private static readonly ConditionalWeakTable<HelpdeskHost, Cookie[]> Sessions = [];

    /// <summary>Signs the first administrator in.</summary>
    public static async Task<IPage> SignInAsync(this HelpdeskHost host, IBrowserContext context)
    {
        var page = await context.NewPageAsync();
        if (Sessions.TryGetValue(host, out var session))
        {
            await context.AddCookiesAsync(session);
            await page.OpenAsync(host, "/tickets");
            await page.Locator("main .desk").WaitForAsync();
            return page;
        }

        using var administrator = await host.AdministratorAsync();
        await page.OpenAsync(host, "/sign-in");
        await page.GetByLabel("Address").FillAsync("ada@contoso.example");
        await page.GetByLabel("Password").FillAsync(HelpdeskHost.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await page.Locator("main .desk").WaitForAsync();
        Sessions.AddOrUpdate(host, [.. (await context.CookiesAsync()).Select(cookie => new Cookie
        {
            Name = cookie.Name, Value = cookie.Value, Domain = cookie.Domain, Path = cookie.Path, Expires = cookie.Expires, HttpOnly = cookie.HttpOnly, Secure = cookie.Secure, SameSite = cookie.SameSite,
        })]);
        return page;
    }

    /// <summary>Waits until the page's script hears keys: it comes a moment after the page's fields.</summary>
    public static Task IsScriptedAsync(this IPage page) => page.Locator("html.scripted").WaitForAsync();

    /// <summary>Opens a page of the helpdesk.</summary>
    public static Task OpenAsync(this IPage page, HelpdeskHost host, string path) => page.GotoAsync(new Uri(host.ClientOptions.BaseAddress, path).ToString());
}
