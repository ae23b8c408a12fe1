using HelpdeskMail.EndToEnd.Tests;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using HelpdeskMail.Helpdesk.Tickets;
using HelpdeskMail.Helpdesk.Writing;
using Microsoft.Playwright;

namespace HelpdeskMail.Helpdesk.Tests.Writing;

/// <summary>Notes among agents: Markdown like answers.</summary>
public sealed class NoteWordsTests(HelpdeskHost host, Browser browser) : IClassFixture<HelpdeskHost>
{
    [Theory]
    [InlineData("Plain,\n  as typed #1001", "<div class=\"words\">Plain,&#xA;  as typed <a href=\"/tickets/1001\">#1001</a></div>")]
    [InlineData("**see** #1001", "<strong>see</strong> <a href=\"/tickets/1001\">#1001</a>")]
    [InlineData("**a** `#1001` [#1002](https://example.org)", "<code>#1001</code>")]
    [InlineData("**a** [#1002](https://example.org/)", ">#1002</a>")]
    [InlineData("- @ada_b and @AdaAdmin", "<li>@ada_b and @AdaAdmin</li>")]
    [InlineData("**a** <script>alert(1)</script>", "&lt;script&gt;")]
    [InlineData("a | b\n---:|---\n1 | #1003", "<td><a href=\"/tickets/1003\">#1003</a></td>")]
    public void Note_is_shown_with_its_marks_and_numbers_of_tickets_as_links(string note, string html) => NoteWords.Write(note).Value.ShouldContain(html);

    [Theory]
    [InlineData("**a** `#1001`")]
    [InlineData("**a** [#1002](https://example.org/)")]
    [InlineData("**a**\n\n```\n#1003\n```")]
    public void What_is_code_or_a_link_already_becomes_no_link_to_a_ticket(string note) => NoteWords.Write(note).Value.ShouldNotContain("href=\"/tickets/");

    [Theory]
    [InlineData("[x](javascript:alert(1))", "javascript")]
    [InlineData("**a** <img src=x onerror=alert(1)>", "<img")]
    [InlineData("![x](https://elsewhere.example/pixel.png) *a*", "elsewhere.example")]
    [InlineData("a | b\n---:|---\n1 | 2", "style=")]
    public void Nothing_in_a_note_acts_or_loads(string note, string unwanted) => NoteWords.Write(note).Value.ShouldNotContain(unwanted);

    [Fact]
    public async Task Note_is_formatted_on_the_page_on_paper_and_in_its_preview_and_raw_for_programs()
    {
        const string Note = "**Called** her, @AdaAdmin:\n\n- lamp is *dark*";
        var ticket = (await host.ReceiveAsync(Mails.Plain())).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        using var agent = await host.AdministratorAsync();
        using var program = host.Program(await host.KeyAsync(Role.Agent));

        using var added = await HelpdeskHost.PostAsync(agent, $"/tickets/{ticket}", $"/tickets/{ticket}/note", ("text", Note));
        using var preview = await HelpdeskHost.PostAsync(agent, $"/tickets/{ticket}", $"/tickets/{ticket}/note/preview", ("text", Note));

        foreach (var shown in new[] { await agent.GetStringAsync($"/tickets/{ticket}"), await agent.GetStringAsync($"/tickets/{ticket}/print?notes=true"), await preview.Content.ReadAsStringAsync() })
        {
            shown.ShouldContain("<strong>Called</strong> her, @AdaAdmin:");
            shown.ShouldContain("<li>lamp is <em>dark</em></li>");
        }

        (await host.TicketAsync(ticket)).Entries.Single(entry => entry.Kind == EntryKind.Note).Text.ShouldBe(Note);
        (await program.GetStringAsync($"/api/v1/tickets/{ticket}")).ShouldContain("**Called** her, @AdaAdmin:");
        var list = await host.QueryAsync<string>("select last_words from helpdesk.ticket where number = @ticket", new { ticket });
        list.ShouldBe("Called her, @AdaAdmin: lamp is dark");
        (await agent.GetStringAsync("/mentions")).ShouldNotContain("**Called**");
    }

    [Fact]
    public async Task Note_is_looked_at_before_it_is_added()
    {
        var ticket = (await host.ReceiveAsync(Mails.Plain())).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        await using var context = await browser.NewContextAsync();
        var page = await host.SignInAsync(context);
        await page.OpenAsync(host, $"/tickets/{ticket}");
        await page.IsScriptedAsync();
        await page.Keyboard.PressAsync("n");
        await page.Keyboard.TypeAsync("**Called** her");

        var preview = page.GetByRole(AriaRole.Button, new() { Name = "Preview" });
        await preview.ClickAsync();
        await Assertions.Expect(page.Locator("#note-preview strong")).ToHaveTextAsync("Called");
        await preview.ClickAsync();

        await Assertions.Expect(page.Locator("#note-text")).ToBeFocusedAsync();
        await Assertions.Expect(page.Locator("#note-text")).ToHaveValueAsync("**Called** her");
    }

    [Fact]
    public async Task Preview_of_an_answer_quotes_what_the_mail_will_quote()
    {
        var ticket = (await host.ReceiveAsync(Mails.Plain(body: "It is dark in here."))).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        using var agent = await host.AdministratorAsync();

        using var with = await HelpdeskHost.PostAsync(agent, $"/tickets/{ticket}", $"/tickets/{ticket}/draft/preview", ("text", "We look."), ("quote", "true"));
        using var without = await HelpdeskHost.PostAsync(agent, $"/tickets/{ticket}", $"/tickets/{ticket}/draft/preview", ("text", "We look."));

        (await with.Content.ReadAsStringAsync()).ShouldContain("It is dark in here.");
        (await without.Content.ReadAsStringAsync()).ShouldNotContain("It is dark in here.");
    }
}
