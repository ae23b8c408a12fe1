using HelpdeskMail.Fixtures.Stack;
using Microsoft.Playwright;

namespace HelpdeskMail.EndToEnd.Tests;

/// <summary>From an address through the whole wizard to a link that works.</summary>
public sealed class WaysJourneyTests(SharedStack shared, Browser browser)
{
    private const string Secret = "sandbox-secret-value";
    private const string Application = "aaaaaaaa-0000-4000-8000-000000000001";

    [Fact]
    public async Task An_administrator_goes_from_the_address_to_a_shared_mailbox_that_the_application_opens_by_Graph()
    {
        const string Address = "shared@contoso.example";
        var stack = await shared.GetAsync();
        using var sandbox = new SandboxCalls(stack);
        await using var context = await browser.NewContextAsync();
        var page = await Helpdesk.SignInAsync(context, stack);
        await page.RemoveSystemEmailAsync(stack, Address);
        await page.GotoAsync(new Uri(stack.Endpoint("helpdesk"), "/system-emails/new").ToString());
        await page.GetByLabel("Address of the mailbox").FillAsync(Address);
        await page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await Assertions.Expect(page.Locator(".ways")).ToContainTextAsync("Recommended");
        await page.KeepAsync("way-in");
        await page.GetByRole(AriaRole.Link, new() { Name = "The application signs in" }).First.ClickAsync();

        // A protocol brings its server along, and fields are checked as they are typed.
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Contoso Shared");
        await page.IsScriptedAsync();
        await page.Locator("[name='receiving.protocol']").SelectOptionAsync("Graph");
        await page.Locator("[name='sending.protocol']").SelectOptionAsync("Graph");
        await Assertions.Expect(page.Locator("[name='receiving.folder']")).ToHaveValueAsync("inbox");
        await page.GetByText("More settings").First.ClickAsync();
        await page.GetByLabel("Look every (seconds)").FillAsync("10");
        await page.GetByLabel("Application (client) ID").FillAsync("not an id");
        await Assertions.Expect(page.Locator(".field:has([name='application.clientId']) .wrong")).ToContainTextAsync("looks like");
        await page.KeepAsync("form-checked");
        await page.GetByLabel("Application (client) ID").FillAsync(Application);

        // A wrong secret is found before anything is saved; the right one is then tried and saved.
        await page.GetByLabel("Client secret value").FillAsync("wrong");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(page.Locator(".field:has([name='application.clientSecret']) .wrong")).ToContainTextAsync("Value");
        await Assertions.Expect(page.Locator("[name='receiving.protocol']")).ToHaveValueAsync("Graph");
        await page.KeepAsync("not-saved");
        await page.GetByLabel("Client secret value").FillAsync(Secret);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync(Address);

        var subject = $"By Graph {Guid.NewGuid():N}";
        await sandbox.DeliverAsync(Address, "bo.lind@customer.example", Mails.Plain(Address, subject, "Does it come in?"));
        await page.OpenTicketsAsync(stack);
        await Assertions.Expect(page.TicketRow(subject)).ToBeVisibleAsync(new() { Timeout = 90_000 });
    }
}
