using HelpdeskMail.Fixtures;
using HelpdeskMail.Fixtures.Stack;
using Microsoft.Playwright;

namespace HelpdeskMail.EndToEnd.Tests;

/// <summary>The forms of system emails as an administrator at a browser uses them.</summary>
internal static class SystemEmailForms
{
    /// <summary>Types, chooses or ticks, whichever kind of field has this name.</summary>
    public static async Task SetFieldAsync(this IPage page, string name, string value)
    {
        var field = page.Locator($"form.form [name='{name}']").First;
        switch (await field.EvaluateAsync<string>("field => field.type"))
        {
            case "select-one":
                await field.SelectOptionAsync(value);
                break;
            case "checkbox":
                await field.SetCheckedAsync(value == "true");
                break;
            default:
                await field.FillAsync(value);
                break;
        }
    }

    /// <summary>Has a mailbox looked into now, on a page of its own, so that others stay as they are.</summary>
    /// <param name="context">Where somebody is signed in.</param>
    /// <param name="systemEmail">Address of the system email's page.</param>
    public static async Task FetchNowAsync(this IBrowserContext context, string systemEmail)
    {
        var page = await context.NewPageAsync();
        var button = page.GetByRole(AriaRole.Button, new() { Name = "Fetch now" });
        await Eventually.HoldsAsync("the mailbox is worked", async () =>
        {
            await page.GotoAsync($"{systemEmail}/mailbox");
            return await button.CountAsync() > 0;
        });
        await button.ClickAsync();
        await Assertions.Expect(page.Locator(".banner.good")).ToContainTextAsync("looked into now");
        await page.CloseAsync();
    }

    /// <summary>Removes the system email of an address, if there is one.</summary>
    public static async Task RemoveSystemEmailAsync(this IPage page, RunningStack stack, string address)
    {
        await page.GotoAsync(new Uri(stack.Endpoint("helpdesk"), "/system-emails").ToString());
        var link = page.GetByRole(AriaRole.Link, new() { Name = address, Exact = true });
        if (await link.CountAsync() == 0)
        {
            return;
        }

        await link.First.ClickAsync();
        await page.GetByText("Remove…").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = $"Remove {address}" }).ClickAsync();
        await Assertions.Expect(page.Locator(".banner.good")).ToContainTextAsync("Removed.");
    }
}
