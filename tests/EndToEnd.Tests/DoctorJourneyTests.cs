using HelpdeskMail.Fixtures.Stack;
using Microsoft.Playwright;

namespace HelpdeskMail.EndToEnd.Tests;

/// <summary>An admin has a mailbox examined and looks at who is told of trouble.</summary>
public sealed class DoctorJourneyTests(SharedStack shared, Browser browser)
{
    [Fact]
    public async Task The_doctor_s_report_and_the_alerts_fit_their_pages()
    {
        var stack = await shared.GetAsync();
        await using var context = await browser.NewContextAsync();
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
        (await page.LookAsync("doctor")).ShouldBeEmpty();
        await page.GotoAsync(new Uri(stack.Endpoint("helpdesk"), "/alerts").ToString());
        await Assertions.Expect(page.GetByText("Server of last resort")).ToBeVisibleAsync();
        (await page.LookAsync("alerts")).ShouldBeEmpty();
    }
}
