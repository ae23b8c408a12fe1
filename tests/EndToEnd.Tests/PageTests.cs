using HelpdeskMail.Fixtures.Stack;

namespace HelpdeskMail.EndToEnd.Tests;

/// <summary>Every page that shows what other services know, on a phone and on a wide screen, light and dark: it fits, is accessible as far as a program can tell, nothing it asks for is missing, no script fails. The pages of the helpdesk alone are audited among its own tests.</summary>
public sealed class PageTests(SharedStack shared, Browser browser)
{
    private static readonly (string Name, string Path)[] Pages =
    [
        ("tickets", "/tickets?view=open"),
        ("outgoing", "/queue"),
        ("system-emails", "/system-emails"),
        ("system-email-new", "/system-emails/new"),
        ("system-email-way", "/system-emails/new?address=support@contoso.example"),
        ("system-email-application", "/system-emails/new?address=support@contoso.example&provider=Sandbox&way=ClientCredentials"),
        ("system-email-google", "/system-emails/new?provider=Google&way=AuthorizationCode"),
        ("system-email-oauth2", "/system-emails/new?provider=OAuth2&way=DeviceCode"),
        ("health", "/system-health"),
        ("rules", "/rules"),
        ("alerts", "/alerts"),
        ("webhooks", "/webhooks"),
        ("not-allowed", "/not-allowed"),
    ];

    [Fact]
    public async Task Every_page_fits_and_is_whole()
    {
        var stack = await shared.GetAsync();
        await using var context = await browser.NewContextAsync();
        var page = await Helpdesk.SignInAsync(context, stack);
        var faults = new List<string>();
        page.Console += (_, message) => AddIf(message.Type == "error", $"console: {message.Text}");
        page.PageError += (_, error) => faults.Add($"script: {error}");
        page.Response += (_, response) => AddIf(response.Status >= 400, $"{response.Status} {response.Url}");

        await page.OpenTicketsAsync(stack);
        var seeded = await page.TicketRow("Order 10482").Locator("a").GetAttributeAsync("href");
        await page.GotoAsync(new Uri(stack.Endpoint("helpdesk"), "/system-emails").ToString());
        var linked = await page.Locator("main a[href^='/system-emails/']:not([href$='/new'])").First.GetAttributeAsync("href");
        linked = linked!.Split('?', '#')[0];
        (string, string)[] found =
        [
            ("seeded-ticket", seeded!), ("system-email", linked), ("system-email-token", $"{linked}?tab=token"), ("mailbox", $"{linked}/mailbox"), ("incoming-mail", linked.Replace("/system-emails/", "/rules/mailboxes/", StringComparison.Ordinal)),
        ];
        foreach (var (name, path) in found.Concat(Pages))
        {
            await page.GotoAsync(new Uri(stack.Endpoint("helpdesk"), path).ToString());
            await page.Locator("main").WaitForAsync();
            faults.AddRange(await page.LookAsync(name));
        }

        faults.ShouldBeEmpty();

        void AddIf(bool wrong, string what)
        {
            if (wrong)
            {
                faults.Add(what);
            }
        }
    }
}
