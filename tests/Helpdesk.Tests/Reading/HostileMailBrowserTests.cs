using HelpdeskMail.EndToEnd.Tests;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Reading;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using Microsoft.Playwright;

namespace HelpdeskMail.Helpdesk.Tests.Reading;

/// <summary>Hostile mails and every mail of the corpus in a real browser: on the ticket's page, and once more with every other wall taken away.</summary>
public sealed class HostileMailBrowserTests(HelpdeskHost host, Browser browser) : IClassFixture<HelpdeskHost>
{
    private const int PerTicket = 90;

    [Fact]
    public async Task Mails_on_a_ticket_page_run_nothing_reach_nobody_and_stay_in_their_frames()
    {
        await using var context = await browser.NewContextAsync();
        var page = await host.SignInAsync(context);
        var faults = Watch(page, context);
        var shown = 0;
        foreach (var ticket in await ReceiveAllAsync())
        {
            await page.GotoAsync(new Uri(host.ClientOptions.BaseAddress, $"/tickets/{ticket}").ToString());
            // Frames are drawn when they come into view; here all at once.
            shown += await page.EvaluateAsync<int>(
                """
                async () => {
                  const frames = [...document.querySelectorAll("iframe.mail-body")];
                  await Promise.all(frames.map(frame => new Promise(done => {
                    const loaded = () => frame.contentDocument && frame.contentDocument.URL !== "about:blank" && frame.contentDocument.readyState === "complete";
                    if (loaded()) return done();
                    frame.addEventListener("load", () => done(), { once: true });
                    frame.loading = "eager";
                  })));
                  return frames.length;
                }
                """);
            foreach (var wide in await page.EvaluateAsync<string[]>(
                """
                () => [...document.querySelectorAll("iframe.mail-body")]
                  .filter(frame => frame.contentDocument.documentElement.scrollWidth > frame.clientWidth + 1 || frame.getBoundingClientRect().right > frame.parentElement.getBoundingClientRect().right + 1)
                  .map(frame => `${frame.src}: ${frame.contentDocument.documentElement.scrollWidth} px wide: ${frame.contentDocument.body.innerHTML.slice(0, 200)}`)
                """))
            {
                faults.Add($"wider than its frame: {wide}");
            }

            (await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")).ShouldBeLessThanOrEqualTo(0);
            (await page.EvaluateAsync<bool>("'hdmRan' in window || [...document.querySelectorAll('iframe')].some(frame => frame.contentWindow.hdmRan)")).ShouldBeFalse($"ticket {ticket}");
            new Uri(page.Url).AbsolutePath.ShouldBe($"/tickets/{ticket}");
        }

        faults.ShouldBeEmpty();
        shown.ShouldBeGreaterThan(250);
    }

    [Fact]
    public async Task Rebuilt_html_runs_nothing_and_reaches_nobody_even_without_policy_and_sandbox()
    {
        await using var context = await browser.NewContextAsync();
        var page = await context.NewPageAsync();
        var faults = Watch(page, context);
        await page.SetContentAsync("<!doctype html><title>bare</title>");

        foreach (var batch in HostileMails.Fragments.Chunk(60))
        {
            var rebuilt = batch.Select(html => MailSanitizer.Rebuild(html, _ => null).Html).ToArray();
            // Read again as the browser writes it: what is different the second time would be a mutation.
            await page.EvaluateAsync(
                """
                async mails => {
                  for (const mail of mails) {
                    const place = document.createElement("div");
                    document.body.replaceChildren(place);
                    place.innerHTML = mail;
                    const once = place.innerHTML;
                    place.innerHTML = once;
                    if (place.innerHTML !== once) throw new Error(`changed by reading: ${mail}`);
                    for (const element of place.querySelectorAll("*")) element.dispatchEvent(new Event("mouseover", { bubbles: true }));
                    await new Promise(done => setTimeout(done));
                  }
                }
                """,
                rebuilt);
        }

        (await page.EvaluateAsync<bool>("'hdmRan' in window")).ShouldBeFalse();
        faults.ShouldBeEmpty();
    }

    private async Task<IReadOnlyList<long>> ReceiveAllAsync()
    {
        var mails = HostileMails.Fragments.Select(html => Mails.Html(html, subject: "Hostile")).Select(Mails.Bytes)
            .Concat(Corpus.MailFiles().Select(File.ReadAllBytes).Where(raw => Mail.Text.ReadableBody.From(Mail.Mime.MimeMessage.Parse(raw)).Html is not null)
                .Select(raw => Mails.Bytes(Mails.Html(Mail.Text.ReadableBody.From(Mail.Mime.MimeMessage.Parse(raw)).Html!, subject: "Corpus"))));
        var tickets = new List<long>();
        foreach (var batch in mails.Chunk(PerTicket))
        {
            // One conversation for each batch: opening a page for every mail would take ten times as long.
            var first = Mails.NewId();
            tickets.Add((await host.ReceiveAsync(Mails.Plain(messageId: first))).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber);
            foreach (var mail in batch)
            {
                await host.ReceiveAsync([.. System.Text.Encoding.ASCII.GetBytes($"In-Reply-To: <{first}>\r\n"), .. mail]);
            }
        }

        return tickets;
    }

    private List<string> Watch(IPage page, IBrowserContext context)
    {
        var faults = new List<string>();
        page.Dialog += async (_, dialog) =>
        {
            faults.Add($"a script ran: {dialog.Message}");
            await dialog.DismissAsync();
        };
        context.Page += (_, popup) => AddIf(popup != page, $"a window was opened: {popup.Url}");
        context.Request += (_, request) =>
            AddIf(!request.Url.StartsWith("data:", StringComparison.Ordinal) && new Uri(request.Url).Authority != host.ClientOptions.BaseAddress.Authority, $"a request left: {request.Url}");
        page.Download += (_, download) => faults.Add($"a download began: {download.Url}");
        return faults;

        void AddIf(bool wrong, string what)
        {
            if (wrong)
            {
                faults.Add(what);
            }
        }
    }
}
