using HelpdeskMail.EndToEnd.Tests;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using Microsoft.Playwright;

namespace HelpdeskMail.Helpdesk.Tests.Composing;

/// <summary>A ticket's composer in a browser, with what goes wrong on its page.</summary>
internal sealed class ComposerPage(IPage page, long ticket) : IAsyncDisposable
{
    private readonly List<string> faults = [];

    public IPage Page => page;

    public long Ticket => ticket;

    public ILocator Rich => page.Locator("#reply-text-rich");

    public ILocator Markdown => page.Locator("#reply-text");

    public IKeyboard Keys => page.Keyboard;

    /// <summary>Errors of scripts and what the page's policy refused.</summary>
    public IReadOnlyList<string> Faults => faults;

    /// <summary>A new ticket's page of the first administrator.</summary>
    public static async Task<ComposerPage> OpenAsync(HelpdeskHost host, Browser browser, string body = "Hello.")
    {
        var ticket = (await host.ReceiveAsync(Mails.Plain(subject: "Lamp", body: body))).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        var context = await browser.NewContextAsync();
        var composer = new ComposerPage(await host.SignInAsync(context), ticket);
        composer.Page.PageError += (_, error) => composer.faults.Add(error);
        composer.Page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                composer.faults.Add(message.Text);
            }
        };
        await composer.Page.OpenAsync(host, $"/tickets/{ticket}");
        await composer.Page.IsScriptedAsync();
        return composer;
    }

    public async ValueTask DisposeAsync() => await page.Context.DisposeAsync();

    /// <summary>Puts words into the plain field, as a draft or another script does.</summary>
    public async Task SetAsync(string markdown)
    {
        await page.EvaluateAsync("words => { const field = document.getElementById('reply-text'); field.value = words; field.dispatchEvent(new Event('input', { bubbles: true })); }", markdown);
        await Rich.FocusAsync();
    }

    public Task<string> MarkdownAsync() => page.EvaluateAsync<string>("document.getElementById('reply-text').value");

    public Task<string> HtmlAsync() => page.EvaluateAsync<string>("document.getElementById('reply-text-rich').innerHTML");

    /// <summary>Has the editor write anew what it shows.</summary>
    public Task RewriteAsync() => page.EvaluateAsync("document.getElementById('reply-text-rich').dispatchEvent(new InputEvent('input', { bubbles: true }))");

    public Task PasteAsync(string html, string text = "", string into = ":focus") => page.EvaluateAsync(
        """
        ([html, text, into]) => {
          const data = new DataTransfer();
          if (html) data.setData("text/html", html);
          data.setData("text/plain", text);
          document.querySelector(into).dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }
        """,
        new[] { html, text, into });

    public Task PressAsync(string button) => page.Locator($"[data-md={button}]").ClickAsync();

    public Task ShowsAsync(string markdown) => Assertions.Expect(Markdown).ToHaveValueAsync(markdown);
}
