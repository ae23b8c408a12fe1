using HelpdeskMail.EndToEnd.Tests;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Tests.Hosting;

namespace HelpdeskMail.Helpdesk.Tests.Pages;

/// <summary>Everything that folds out does so within the window, on a phone, a tablet and a wide screen, with fields that can be read.</summary>
public sealed class MenuTests(HelpdeskHost host, Browser browser) : IClassFixture<HelpdeskHost>
{
    /// <summary>Opens each menu and fold in turn, and names what lies outside of the window or is too narrow to type in.</summary>
    private const string Look =
        """
        async () => {
          const wrong = [];
          document.getElementById("bulk")?.classList.add("on");
          for (const fold of document.querySelectorAll("details")) {
            if (!fold.querySelector("summary").offsetParent) continue;
            const was = fold.open;
            fold.open = true;
            await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
            for (const part of fold.querySelectorAll(".sheet, input:not([type=hidden]), select, textarea, button, a")) {
              const { left, right, width } = part.getBoundingClientRect();
              const name = `${fold.id || fold.className}: ${part.tagName} ${part.name || part.textContent.trim().slice(0, 30)} from ${Math.round(left)} to ${Math.round(right)}`;
              if (width > 0 && (left < -1 || right > innerWidth + 1)) wrong.push(name);
              if (width > 0 && width < 60 && part.matches("input:not([type=checkbox], [type=radio]), select, textarea")) wrong.push(`narrow: ${name}`);
            }
            fold.open = was;
          }
          return wrong;
        }
        """;

    [Theory]
    [InlineData(360, 740)]
    [InlineData(820, 900)]
    [InlineData(1600, 1000)]
    public async Task What_folds_out_lies_within_the_window(int width, int height)
    {
        var ticket = (await host.ReceiveAsync(Mails.WithPictureAndFile())).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        await using var context = await browser.NewContextAsync(width, height);
        var page = await host.SignInAsync(context);
        var wrong = new List<string>();

        foreach (var path in new[] { "/tickets?view=all", $"/tickets/{ticket}?view=all", "/tickets/new", "/canned-answers", "/rules", "/people", "/webhooks", "/api-keys", "/account" })
        {
            await page.OpenAsync(host, path);
            await page.Locator("main").First.WaitForAsync();
            wrong.AddRange((await page.EvaluateAsync<string[]>(Look)).Select(one => $"{path} {one}"));
        }

        wrong.ShouldBeEmpty();
    }
}
