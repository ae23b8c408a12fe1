using HelpdeskMail.Fixtures.Stack;
using Microsoft.Playwright;

namespace HelpdeskMail.EndToEnd.Tests;

/// <summary>The helpdesk as a person at a browser uses it.</summary>
internal static class Helpdesk
{
    private const string Administrator = "admin@helpdesk.example";
    private const string Password = "a long password for tests";

    /// <summary>Signs in as the administrator; the first time by the link that the start printed.</summary>
    public static async Task<IPage> SignInAsync(IBrowserContext context, RunningStack stack)
    {
        var page = await context.NewPageAsync();
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

        await page.WaitForURLAsync(url => !url.Contains("/setup", StringComparison.Ordinal) && !url.Contains("/sign-in", StringComparison.Ordinal));
        return page;
    }

    /// <summary>Opens the list of open tickets.</summary>
    public static Task OpenTicketsAsync(this IPage page, RunningStack stack) => page.GotoAsync(new Uri(stack.Endpoint("helpdesk"), "/tickets?view=open").ToString());

    /// <summary>The row of a ticket in the list.</summary>
    public static ILocator TicketRow(this IPage page, string subject) => page.Locator("#tickets .row", new() { HasText = subject });
}
