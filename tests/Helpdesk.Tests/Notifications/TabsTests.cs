using HelpdeskMail.EndToEnd.Tests;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using Microsoft.Playwright;

namespace HelpdeskMail.Helpdesk.Tests.Notifications;

/// <summary>Several tabs of one browser.</summary>
public sealed class TabsTests(HelpdeskHost host, Browser browser) : IClassFixture<HelpdeskHost>
{
    private const string Pretend =
        """
        Object.defineProperty(document, "hidden", { get: () => Boolean(window.away) });
        window.Notification = class {
          static permission = "granted";
          constructor(title, { body }) { localStorage.setItem("shown", `${localStorage.getItem("shown") ?? ""}[${title}: ${body}]`); }
        };
        localStorage.setItem("helpdesk-notify", "yes");
        """;

    [Fact]
    public async Task News_is_told_by_one_hidden_tab_and_not_when_a_tab_shows_the_ticket()
    {
        var asked = Mails.NewId();
        var ticket = (await host.ReceiveAsync(Mails.Plain(subject: "Shown", messageId: asked))).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        // Beside a ticket this narrow there is no list.
        await using var context = await browser.NewContextAsync(700);
        var page = await host.SignInAsync(context);
        await context.AddInitScriptAsync(Pretend);
        await page.OpenAsync(host, $"/tickets/{ticket}");
        await page.IsScriptedAsync();
        IPage[] hidden = [await HiddenAsync(context), await HiddenAsync(context)];

        await host.ReceiveAsync(Mails.Plain(subject: "Shown", inReplyTo: asked, body: "Is anybody there?"));
        await host.ReceiveAsync(Mails.Plain(subject: "Unseen"));

        foreach (var tab in hidden)
        {
            await Eventually.HoldsAsync("a hidden tab counts the ticket that none shows", async () => (await tab.TitleAsync()).StartsWith("(1) ", StringComparison.Ordinal));
        }

        await Eventually.HoldsAsync("it is told", async () => (await ShownAsync(page)).Contains("Unseen", StringComparison.Ordinal));
        (await ShownAsync(page)).Split('[').Length.ShouldBe(2, await ShownAsync(page));
    }

    private static async Task<string> ShownAsync(IPage page) => await page.EvaluateAsync<string?>("localStorage.getItem('shown')") ?? "";

    private async Task<IPage> HiddenAsync(IBrowserContext context)
    {
        var page = await context.NewPageAsync();
        await page.OpenAsync(host, "/account");
        await page.IsScriptedAsync();
        var reads = page.WaitForResponseAsync("**/notifications*");
        await page.EvaluateAsync("window.away = true; document.dispatchEvent(new Event('visibilitychange'))");
        await reads;
        return page;
    }
}
