using System.Text.RegularExpressions;
using HelpdeskMail.Fixtures.Stack;
using Microsoft.Playwright;

namespace HelpdeskMail.EndToEnd.Tests;

/// <summary>The helpdesk as a person at a browser uses it.</summary>
internal static class Helpdesk
{
    private const string Administrator = "admin@helpdesk.example";
    private const string Password = "a long password for tests";

    /// <summary>Signs in as the administrator; the first time by the link that the start printed, and after that with the session that is there.</summary>
    public static async Task<IPage> SignInAsync(IBrowserContext context, RunningStack stack)
    {
        var page = await context.NewPageAsync();
        if (await context.TryJoinSessionAsync(stack))
        {
            await page.GotoAsync(stack.Endpoint("helpdesk").ToString());
            return page;
        }

        var setup = await stack.FirstAdministratorLinkAsync();
        await page.GotoAsync(setup.ToString());
        if (await page.GetByLabel("Your name").CountAsync() > 0)
        {
            await page.GetByLabel("Your name").FillAsync("Ada Admin");
            await page.GetByLabel("Address to sign in with").FillAsync(Administrator);
            await page.GetByLabel("Password").FillAsync(Password);
            await page.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        }
        else
        {
            await page.GotoAsync(new Uri(stack.Endpoint("helpdesk"), "/sign-in").ToString());
            await page.GetByLabel("Address").FillAsync(Administrator);
            await page.GetByLabel("Password").FillAsync(Password);
            await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        }

        await page.LeavesAsync("/(setup|sign-in)");
        await context.KeepSessionAsync(stack);
        return page;
    }

    /// <summary>
    /// Waits until the page's address no longer matches <paramref name="pattern"/> and the page after it is there. Playwright's own
    /// wait for an address also waits for the event of a finished load, and waits in vain where that event came a moment before.
    /// </summary>
    public static async Task LeavesAsync(this IPage page, string pattern)
    {
        await Assertions.Expect(page).Not.ToHaveURLAsync(new Regex(pattern, RegexOptions.None, TimeSpan.FromSeconds(10)));
        await page.Locator("main").WaitForAsync();
    }

    /// <summary>Waits until the page's script hears what is chosen and typed: it comes a moment after the page's fields.</summary>
    public static Task IsScriptedAsync(this IPage page) => page.Locator("html.scripted").WaitForAsync();

    /// <summary>Opens the list of open tickets.</summary>
    public static Task OpenTicketsAsync(this IPage page, RunningStack stack) => page.GotoAsync(new Uri(stack.Endpoint("helpdesk"), "/tickets?view=open").ToString());

    /// <summary>The row of a ticket in the list.</summary>
    public static ILocator TicketRow(this IPage page, string subject) => page.Locator("#tickets .row", new() { HasText = subject });
}
