using HelpdeskMail.EndToEnd.Tests;
using Microsoft.Playwright;

namespace HelpdeskMail.Helpdesk.Tests.Hosting;

/// <summary>A person at a real browser.</summary>
internal static class BrowserSession
{
    /// <summary>Signs the first administrator in.</summary>
    public static async Task<IPage> SignInAsync(this HelpdeskHost host, IBrowserContext context)
    {
        var page = await context.NewPageAsync();
        if (await context.TryJoinSessionAsync(host))
        {
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
        await context.KeepSessionAsync(host);
        return page;
    }

    /// <summary>Waits until the page's script hears keys: it comes a moment after the page's fields.</summary>
    public static Task IsScriptedAsync(this IPage page) => page.Locator("html.scripted").WaitForAsync();

    /// <summary>Does what leads to another document, and waits until that one's script hears keys: until it is there, the old one shows by itself what has changed.</summary>
    public static async Task LeaveAsync(this IPage page, Func<Task> act)
    {
        await page.EvaluateAsync("document.documentElement.setAttribute('data-left', '')");
        await act();
        await page.Locator("html.scripted:not([data-left])").WaitForAsync();
    }

    /// <summary>Opens a page of the helpdesk.</summary>
    public static Task OpenAsync(this IPage page, HelpdeskHost host, string path) => page.GotoAsync(new Uri(host.ClientOptions.BaseAddress, path).ToString());
}
