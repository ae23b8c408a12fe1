using HelpdeskMail.Fixtures.Stack;
using Microsoft.Playwright;

namespace HelpdeskMail.EndToEnd.Tests;

/// <summary>An administrator links a mailbox through the identity provider's own pages and sees what came of it.</summary>
public sealed class LinkingJourneyTests(SharedStack shared, Browser browser)
{
    private const string Sales = "sales@contoso.example";
    private const string ClientId = "aaaaaaaa-0000-4000-8000-000000000001";
    private const string Tenant = "11111111-2222-3333-4444-555555555555";
    private const string Secret = "sandbox-secret-value";

    [Fact]
    public async Task An_administrator_links_a_mailbox_sees_the_banner_and_the_token_and_its_mail_becomes_tickets()
    {
        var stack = await shared.GetAsync();
        using var sandbox = new SandboxCalls(stack);
        await using var context = await browser.NewContextAsync();
        var page = await Helpdesk.SignInAsync(context, stack);
        await page.RemoveSystemEmailAsync(stack, Sales);
        await AddAsync(page, stack, Sales);

        // The wrong account first: it is refused with a reason, and the link still works afterwards.
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in and link" }).ClickAsync();
        await page.SignInAtProviderAsync("support@contoso.example");
        await Assertions.Expect(page.Locator(".banner.bad")).ToContainTextAsync("support@contoso.example");
        await page.KeepAsync("link-refused");

        await page.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await page.SignInAtProviderAsync(Sales);
        await Assertions.Expect(page.Locator(".banner.good")).ToBeVisibleAsync();
        await page.KeepAsync("link-made");

        await page.GetByRole(AriaRole.Link, new() { Name = "Token", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("#token")).ToContainTextAsync(Sales);
        await Assertions.Expect(page.Locator("#token")).ToContainTextAsync("IMAP.AccessAsUser.All");
        (await page.ContentAsync()).ShouldNotMatch(@"eyJ[\w-]+\.[\w-]+\.");
        await page.KeepAsync("token");

        var subject = $"Offer wanted {Guid.NewGuid():N}";
        await page.OpenTicketsAsync(stack);
        await sandbox.DeliverAsync(Sales, "bo.lind@customer.example", Mails.Plain(Sales, subject, "How much are a hundred?"));
        await Assertions.Expect(page.TicketRow(subject)).ToBeVisibleAsync();
    }

    private static async Task AddAsync(IPage page, RunningStack stack, string address)
    {
        await page.GotoAsync(new Uri(stack.Endpoint("helpdesk"), "/system-emails/new?provider=sandbox&way=AuthorizationCode").ToString());
        await page.GetByLabel("Address", new() { Exact = true }).FillAsync(address);
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Contoso Sales");
        await page.GetByLabel("Application (client) ID").FillAsync(ClientId);
        await page.GetByLabel("Directory (tenant) ID").FillAsync(Tenant);
        await page.GetByLabel("Client secret value").FillAsync(Secret);
        await page.KeepAsync("system-email-form");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save, then sign in" }).ClickAsync();
        await page.LeavesAsync(@"/new(\?|$)");
    }
}
