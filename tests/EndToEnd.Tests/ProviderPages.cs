using HelpdeskMail.Fixtures.Stack;
using Microsoft.Playwright;

namespace HelpdeskMail.EndToEnd.Tests;

/// <summary>The identity provider's own pages, as whoever signs in goes through them.</summary>
internal static class ProviderPages
{
    private const string Password = "Passw0rd!";

    /// <summary>Account, password, consent where it is asked for; ends where the helpdesk's banner is.</summary>
    public static async Task SignInAtProviderAsync(this IPage page, string account)
    {
        await page.Locator("#account").FillAsync(account);
        await page.Locator("#password").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).Or(page.GetByRole(AriaRole.Button, new() { Name = "Allow" })).ClickAsync();
        var accept = page.GetByRole(AriaRole.Button, new() { Name = "Accept" });
        await accept.Or(page.Locator(".banner")).First.WaitForAsync();
        if (await accept.CountAsync() > 0)
        {
            await accept.ClickAsync();
        }
    }

    /// <summary>Enters a device code on a page of its own.</summary>
    public static async Task EnterDeviceCodeAsync(this IBrowserContext context, RunningStack stack, string code, string account)
    {
        var page = await context.NewPageAsync();
        await page.GotoAsync(new Uri(stack.Endpoint("sandbox"), "/devicelogin").ToString());
        await page.Locator("#otc").FillAsync(code);
        await page.GetByRole(AriaRole.Button, new() { Name = "Next" }).ClickAsync();
        await page.Locator("#account").FillAsync(account);
        await page.Locator("#password").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Accept" }).ClickAsync();
    }
}
