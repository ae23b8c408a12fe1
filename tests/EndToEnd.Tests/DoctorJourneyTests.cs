using HelpdeskMail.Fixtures.Stack;
using Microsoft.Playwright;

namespace HelpdeskMail.EndToEnd.Tests;

/// <summary>An admin has a mailbox examined and looks at who is told of trouble.</summary>
public sealed class DoctorJourneyTests(SharedStack shared, Browser browser)
{
    [Theory]
    [InlineData(360, 740, ColorScheme.Dark)]
    [InlineData(1600, 1000, ColorScheme.Light)]
    public async Task The_doctor_s_report_and_the_alerts_fit_their_pages(int width, int height, ColorScheme scheme)
    {
        var stack = await shared.GetAsync();
        await using var context = await browser.NewContextAsync(width, height, scheme);
        var page = await Helpdesk.SignInAsync(context, stack);
        await page.GotoAsync(new Uri(stack.Endpoint("helpdesk"), "/system-emails").ToString());
        await page.GetByRole(AriaRole.Link, new() { Name = "support@contoso.example", Exact = true }).First.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Doctor", Exact = true }).ClickAsync();

        var examine = page.GetByRole(AriaRole.Button, new() { Name = "Examine now" });
        var examined = page.Locator("#doctor .card-head time");
        await Assertions.Expect(examine).ToBeVisibleAsync();
        var before = await examined.CountAsync() > 0 ? await examined.GetAttributeAsync("datetime") : null;

        await examine.ClickAsync();

        await Assertions.Expect(examined).Not.ToHaveAttributeAsync("datetime", before ?? "");
        await Assertions.Expect(page.GetByText("Sign-in at the mail server: good").First).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Copy the report" })).ToBeVisibleAsync();
        await FitsAsync(page, $"doctor-{width}");
        await page.GotoAsync(new Uri(stack.Endpoint("helpdesk"), "/alerts").ToString());
        await Assertions.Expect(page.GetByText("Server of last resort")).ToBeVisibleAsync();
        await FitsAsync(page, $"alerts-{width}");
    }

    private static async Task FitsAsync(IPage page, string name)
    {
        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")).ShouldBe(0, name);
        await page.KeepAsync(name);
    }
}
