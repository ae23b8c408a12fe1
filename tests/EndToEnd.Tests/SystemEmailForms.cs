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
