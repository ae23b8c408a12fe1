using System.Text;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Fixtures.Stack;
using Microsoft.Playwright;

namespace HelpdeskMail.EndToEnd.Tests;

/// <summary>A mail arrives while an agent looks, is read, is answered; the customer holds the answer.</summary>
public sealed class TicketJourneyTests(SharedStack shared, Browser browser)
{
    private const string Support = "support@contoso.example";
    private const string Customer = "anna.berg@customer.example";

    [Fact]
    public async Task The_first_start_shows_the_seeded_mails_as_tickets()
    {
        var stack = await shared.GetAsync();
        await using var context = await browser.NewContextAsync();
        var page = await Helpdesk.SignInAsync(context, stack);

        await page.OpenTicketsAsync(stack);

        // The fifth of them, and so five at least.
        await Assertions.Expect(page.Locator("#tickets .row").Nth(4)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_mail_with_picture_and_file_appears_live_is_safe_to_read_and_its_answer_is_threaded_at_the_customer()
    {
        var stack = await shared.GetAsync();
        using var sandbox = new SandboxCalls(stack);
        await using var context = await browser.NewContextAsync();
        var page = await Helpdesk.SignInAsync(context, stack);
        var strangers = new List<string>();
        context.Request += (_, request) =>
        {
            if (new Uri(request.Url).Host is not ("localhost" or "127.0.0.1"))
            {
                strangers.Add(request.Url);
            }
        };
        await page.OpenTicketsAsync(stack);
        var subject = $"Torn label {Guid.NewGuid():N}";
        var messageId = $"{Guid.NewGuid():N}@customer.example";

        await sandbox.DeliverAsync(Support, Customer, Mails.WithPictureAndFile(Support, subject, messageId));
        await Assertions.Expect(page.TicketRow(subject)).ToBeVisibleAsync();
        await page.TicketRow(subject).Locator("a").ClickAsync();

        await AssertReadableAsync(page);
        await AssertFileAsync(page);
        strangers.ShouldBeEmpty();
        await page.KeepAsync("ticket");

        await page.Locator("#reply-text-rich").FillAsync("We send you a new label today.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
        var answer = await sandbox.AwaitMessageAsync(Customer, "We send you a new label today.");
        answer.ShouldContain($"In-Reply-To: <{messageId}>");
        answer.ShouldContain($"<{messageId}>");
        answer.ShouldNotContain("Auto-Submitted");
        await Assertions.Expect(page.Locator(".entry.reply").Last).ToContainTextAsync("Sent", new() { IgnoreCase = true });
    }

    [Fact]
    public async Task A_ticket_that_waits_for_its_customer_comes_back_to_the_open_list_with_the_answer()
    {
        var stack = await shared.GetAsync();
        using var sandbox = new SandboxCalls(stack);
        await using var context = await browser.NewContextAsync();
        var page = await Helpdesk.SignInAsync(context, stack);
        var subject = $"Which filter {Guid.NewGuid():N}";
        await page.OpenTicketsAsync(stack);
        await page.IsScriptedAsync();
        await sandbox.DeliverAsync(Support, "bo.lind@customer.example", Mails.Plain(Support, subject, "I need a new filter."));
        await page.TicketRow(subject).Locator("a").ClickAsync();
        await page.Locator("#reply-text-rich").FillAsync("Which machine is it for?");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send and wait" }).ClickAsync();
        await Assertions.Expect(page.Locator(".ticket-head .state.attention")).ToContainTextAsync("Waiting for an answer");
        await Assertions.Expect(page.TicketRow(subject)).ToHaveCountAsync(0);
        var number = (await page.Locator(".ticket-head .number").InnerTextAsync()).Trim();
        await page.OpenTicketsAsync(stack);
        await page.IsScriptedAsync();

        await sandbox.DeliverAsync(Support, "bo.lind@customer.example", Mails.Plain(Support, $"Re: {subject} [{number}]", "For the small one."));

        await page.TicketRow(subject).Locator("a").ClickAsync();
        await Assertions.Expect(page.Locator(".entry.mail").Last).ToContainTextAsync("For the small one.");
        await Assertions.Expect(page.Locator(".ticket-head .state.attention")).ToHaveCountAsync(0);
    }

    private static async Task AssertReadableAsync(IPage page)
    {
        var body = page.Locator("iframe.mail-body").First.ContentFrame;
        await Assertions.Expect(body.Locator("b")).ToHaveTextAsync("this");
        await Eventually.HoldsAsync("the mail's own picture is drawn", async () =>
            await body.Locator("img").First.EvaluateAsync<int>("image => image.complete ? image.naturalWidth : 0") == 2);
        (await page.TitleAsync()).ShouldNotBe("run");
        await Assertions.Expect(page.Locator(".pictures")).ToBeVisibleAsync();
    }

    private static async Task AssertFileAsync(IPage page)
    {
        var download = await page.RunAndWaitForDownloadAsync(() => page.Locator(".files li", new() { HasText = "invoice.txt" }).Locator("a[download]").First.ClickAsync());
        using var reader = new StreamReader(await download.CreateReadStreamAsync(), Encoding.UTF8);
        (await reader.ReadToEndAsync()).ShouldBe("Invoice 4711: 42.00 EUR");
    }
}
