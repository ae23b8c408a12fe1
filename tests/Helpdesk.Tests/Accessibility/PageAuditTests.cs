using HelpdeskMail.EndToEnd.Tests;
using HelpdeskMail.Helpdesk.CannedAnswers;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using HelpdeskMail.Helpdesk.Tickets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace HelpdeskMail.Helpdesk.Tests.Accessibility;

/// <summary>Every page that agents use, on a phone and on a wide screen, light and dark: WCAG 2.2 AA as far as a program can tell, nothing wider than the window, no script that fails.</summary>
public sealed class PageAuditTests(HelpdeskHost host, Browser browser) : IClassFixture<HelpdeskHost>
{
    [Fact]
    public async Task Pages_are_accessible_and_fit()
    {
        var ticket = await SeedAsync();
        var file = await host.QueryAsync<long>("select attachment.id from helpdesk.attachment join helpdesk.entry on entry.id = entry_id where ticket_number = @ticket and file_name = 'invoice.pdf' limit 1", new { ticket });
        var meeting = (await host.ReceiveAsync(
            "From: Bob Hale <bob@customer.example>\nTo: support@contoso.example\nSubject: Review\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nPlease come.\n--b\nContent-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nSUMMARY:Review of all contracts\nDTSTART;TZID=Europe/Berlin:20260303T100000\nDTEND;TZID=Europe/Berlin:20260303T113000\nLOCATION:https://meet.customer.example/a-long-name-of-a-room-that-has-no-blank-in-it\nORGANIZER;CN=Bob Hale:mailto:bob@customer.example\nEND:VEVENT\nEND:VCALENDAR\n"
            + "--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--b\nContent-Type: message/rfc822; name=lamp.eml\nContent-Disposition: attachment\n\nFrom: cleo@shop.example\nSubject: Lamp\nContent-Type: text/html\n\n<p>It broke.</p>\n--b--\n")).ShouldBeOfType<IntakeOutcome.Entry>();
        var mail = await host.QueryAsync<long>("select id from helpdesk.attachment where entry_id = @EntryId and file_name = 'lamp.eml'", new { meeting.EntryId });
        await using var context = await browser.NewContextAsync();
        var page = await host.SignInAsync(context);
        var faults = new List<string>();
        page.PageError += (_, error) => faults.Add($"script: {error}");
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                faults.Add($"console on {page.Url}: {message.Text}");
            }
        };
        var pages = new (string Name, string Path)[]
        {
            ("tickets", "/tickets?view=open"), ("ticket", $"/tickets/{ticket}"), ("mentions", "/mentions"), ("dashboard", "/dashboard"), ("canned-answers", "/canned-answers"), ("account", "/account"),
            ("file", $"/attachments/{file}/look"), ("meeting", $"/tickets/{meeting.TicketNumber}"), ("enclosed-mail", $"/attachments/{mail}/look"), ("failed-mail", "/failed-mail"), ("new-ticket", "/tickets/new"), ("import", "/import"), ("people", "/people"), ("api-keys", "/api-keys"), ("audit", "/audit"), ("health", "/system-health"), ("sign-in", "/sign-in"),
        };
        foreach (var (name, path) in pages)
        {
            await page.OpenAsync(host, path);
            await page.Locator("main").First.WaitForAsync();
            faults.AddRange(await page.LookAsync(name));
            faults.AddRange((await page.EvaluateAsync<string[]>("[...document.querySelectorAll('[id]')].map(element => element.id).filter((id, at, all) => all.indexOf(id) !== at)")).Select(id => $"{name}: two parts have the id {id}"));
        }

        faults.AddRange(host.Log.Faults);
        faults.Distinct().ShouldBeEmpty();
    }

    [Fact]
    public async Task Answer_is_written_with_keys_looked_at_and_undone()
    {
        await SeedAsync();
        var ticket = (await host.ReceiveAsync(Mails.Plain(subject: "Lamp"))).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        await using var context = await browser.NewContextAsync();
        var page = await host.SignInAsync(context);
        await page.OpenAsync(host, $"/tickets/{ticket}?view=open");
        await page.IsScriptedAsync();

        await page.Keyboard.PressAsync("r");
        await page.Keyboard.TypeAsync(";thx ");
        await Assertions.Expect(page.Locator("#reply-text")).ToHaveValueAsync("Dear Anna,\n\nthank you for your mail.");
        await page.Keyboard.PressAsync("Control+End");
        await page.Keyboard.TypeAsync(" We look into ");
        await page.Keyboard.PressAsync("Control+b");
        await page.Keyboard.TypeAsync("it");
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await Assertions.Expect(page.Locator("#reply-preview strong")).ToHaveTextAsync("it");
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await page.Locator("#reply-text-rich").FocusAsync();
        await page.Keyboard.PressAsync("Control+Enter");

        var undo = page.Locator("[data-undo]").Last;
        await undo.WaitForAsync();
        await undo.ClickAsync();
        await Assertions.Expect(page.Locator("#reply-text")).ToHaveValueAsync("Dear Anna,\n\nthank you for your mail. We look into **it**");
    }

    [Fact]
    public async Task Words_typed_while_the_service_is_away_are_back_when_the_page_is()
    {
        var ticket = (await host.ReceiveAsync(Mails.Plain(subject: "Lamp"))).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        await using var context = await browser.NewContextAsync();
        var page = await host.SignInAsync(context);
        await page.OpenAsync(host, $"/tickets/{ticket}");
        await page.IsScriptedAsync();
        await page.RouteAsync("**/*", route => route.AbortAsync("internetdisconnected"));
        await page.Locator("#reply-text-rich").PressSequentiallyAsync("We look into it");
        await page.Locator("label[for=compose-note]").ClickAsync();
        await page.Locator("#note-text").PressSequentiallyAsync("Ask Bo first");

        // The page stays open, cut off: what it says when it closes would reach the service after all.
        var later = await context.NewPageAsync();
        await later.OpenAsync(host, $"/tickets/{ticket}");

        await Assertions.Expect(later.Locator("#reply-form [data-says]")).ToHaveTextAsync("What you had typed is back.");
        await Assertions.Expect(later.Locator("#reply-text")).ToHaveValueAsync("We look into it");
        await Assertions.Expect(later.Locator("#note-text")).ToHaveValueAsync("Ask Bo first");
        await later.ReloadAsync();
        await Assertions.Expect(later.Locator("#reply-text")).ToHaveValueAsync("We look into it");
    }

    private async Task<long> SeedAsync()
    {
        var actor = await host.ActorAsync();
        var answers = host.Services.GetRequiredService<CannedAnswerTable>();
        if ((await answers.ListAsync(default)).Count == 0)
        {
            await answers.SaveAsync(new CannedAnswer { Id = Guid.NewGuid(), Name = "Thank you", Shortcut = "thx", Text = "Dear {{customer.firstname}},\n\nthank you for your mail." }, actor, default);
            await host.Services.GetRequiredService<Invitations>().InviteAsync("bo.lind@contoso.example", "Bo Lind", Role.Agent, null, actor, default);
            foreach (var (subject, from) in new[] { ("Order 10482 has not arrived", "Carla Ruiz <carla@ruiz.example>"), ("Invoice for March", "Dr. Jonas Weiß <weiss@kanzlei.example>"), ("Printer jams on page two", "Mei Chen <mei@chen.example>"), ("Re-ordering filters", "Oluwaseun Ade <ade@customer.example>") })
            {
                await host.ReceiveAsync(Mails.Plain(subject: subject, from: from, body: "Good morning,\n\nthe parcel that was promised for Tuesday is not here. Could you look where it is?\n\nKind regards\n-- \nCarla Ruiz\nRuiz Interiors"));
            }
        }

        var entry = (await host.ReceiveAsync(Mails.WithPictureAndFile())).ShouldBeOfType<IntakeOutcome.Entry>();
        var work = host.Services.GetRequiredService<TicketWork>();
        await work.AddNoteAsync(entry.TicketNumber, "The customer called as well.", null, actor, default);
        var change = new TicketChange(Priority: 1) { AddTags = ["invoice", "vip"], DueAt = TimeProvider.System.GetUtcNow().AddDays(2) };
        await host.Services.GetRequiredService<TicketChanges>().ApplyAsync(entry.TicketNumber, change, actor, default);
        await host.ReplyAsync(entry.TicketNumber, text: "We have **corrected** it:\n\n- the total\n- the address\n\n-- \nAda Admin");
        return entry.TicketNumber;
    }
}
