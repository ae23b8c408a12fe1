using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using HelpdeskMail.Helpdesk.Tickets;

namespace HelpdeskMail.Helpdesk.Tests.Tickets;

/// <summary>Mail that comes in while an agent closes what the page shows.</summary>
public sealed partial class UnseenMailTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    [Fact]
    public async Task Ticket_is_not_closed_over_a_question_that_its_page_does_not_show()
    {
        var (ticket, asked) = await OpenAsync();
        using var browser = await host.AdministratorAsync();
        var shown = KnownField().Match(await browser.GetStringAsync($"/tickets/{ticket}?view=open")).Groups["mail"].Value;
        await AnswerAsync(asked);
        await browser.GetStringAsync($"/tickets/{ticket}");

        using var refused = await HelpdeskHost.PostAsync(browser, "/tickets", $"/tickets/{ticket}/status?view=open", ("status", "Closed"), ("known", shown));
        var told = await browser.GetStringAsync(refused.Headers.Location!.ToString());

        (await host.TicketAsync(ticket)).Status.ShouldBe(TicketStatus.Open);
        told.ShouldContain("The ticket was not closed.");
        told.ShouldContain("Meanwhile there is new mail from Bob Lind. Read it first.");
        told.ShouldContain("Close it all the same");
        using var closed = await HelpdeskHost.PostAsync(browser, "/tickets", $"/tickets/{ticket}/status?view=open", ("status", "Closed"));
        (await host.TicketAsync(ticket)).Status.ShouldBe(TicketStatus.Closed);
    }

    [Fact]
    public async Task Ticket_is_closed_from_a_page_that_shows_its_newest_mail()
    {
        var (ticket, asked) = await OpenAsync();
        await AnswerAsync(asked);
        using var browser = await host.AdministratorAsync();
        var shown = KnownField().Match(await browser.GetStringAsync($"/tickets/{ticket}")).Groups["mail"].Value;

        using var closed = await HelpdeskHost.PostAsync(browser, "/tickets", $"/tickets/{ticket}/status", ("status", "Closed"), ("known", shown));

        (await host.TicketAsync(ticket)).Status.ShouldBe(TicketStatus.Closed);
    }

    [Fact]
    public async Task Answer_that_would_close_leaves_a_newer_question_open_and_names_who_asks()
    {
        var (ticket, asked) = await OpenAsync();
        using var browser = await host.AdministratorAsync();
        var shown = KnownMailField().Match(await browser.GetStringAsync($"/tickets/{ticket}")).Groups["mail"].Value;
        await AnswerAsync(asked);
        // Seen elsewhere: in another tab of the same agent.
        await browser.GetStringAsync($"/tickets/{ticket}");

        using var sent = await HelpdeskHost.PostAsync(
            browser, "/tickets", $"/tickets/{ticket}/reply", ("replyId", $"{Guid.NewGuid()}"), ("to", "anna@customer.example"), ("text", "Done."), ("then", "close"), ("knownMail", shown));
        var told = await browser.GetStringAsync(sent.Headers.Location!.ToString());

        var now = await host.TicketAsync(ticket);
        now.Status.ShouldBe(TicketStatus.Open);
        now.Entries.ShouldContain(entry => entry.Kind == EntryKind.Reply && entry.Text == "Done.");
        told.ShouldContain("Meanwhile there is new mail from Bob Lind. Read it first.");
        told.ShouldContain("Close it all the same");
    }

    [Fact]
    public async Task Tickets_closed_from_the_list_leave_out_those_with_newer_mail_and_name_them()
    {
        var ((quiet, _), (asking, asked)) = (await OpenAsync(), await OpenAsync());
        using var browser = await host.AdministratorAsync();
        var list = await browser.GetStringAsync("/tickets?view=open");
        await AnswerAsync(asked);
        (string, string)[] known = [.. RowField().Matches(list).Select(match => ("known", match.Groups["known"].Value))];

        using var done = await HelpdeskHost.PostAsync(browser, "/tickets", "/tickets/bulk?view=open", [("n", $"{quiet}"), ("n", $"{asking}"), ("act", "close"), .. known]);
        var told = await browser.GetStringAsync(done.Headers.Location!.ToString());

        (await host.TicketAsync(quiet)).Status.ShouldBe(TicketStatus.Closed);
        (await host.TicketAsync(asking)).Status.ShouldBe(TicketStatus.Open);
        told.ShouldContain("1 ticket was changed.");
        told.ShouldContain($"Left open, since new mail has come in meanwhile: #{asking}. Read it first.");
    }

    [Fact]
    public async Task Program_that_says_what_it_knows_closes_no_newer_mail_and_changes_nothing_else()
    {
        var (ticket, asked) = await OpenAsync();
        using var program = host.Program(await host.KeyAsync(Role.Agent));
        var known = (await program.GetFromJsonAsync<JsonElement>($"/api/v1/tickets/{ticket}")).GetProperty("lastMailEntry").GetInt64();
        await AnswerAsync(asked);

        using var refused = await program.PatchAsJsonAsync($"/api/v1/tickets/{ticket}", new { status = "Closed", priority = 2, known });
        using var many = await program.PostAsJsonAsync("/api/v1/tickets/bulk", new { numbers = new[] { ticket }, change = new { status = "Closed" }, known = new Dictionary<string, long> { [$"{ticket}"] = known } });

        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString().ShouldBe("news_unseen");
        (await many.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("news").EnumerateArray().ShouldHaveSingleItem().GetInt64().ShouldBe(ticket);
        var now = await host.TicketAsync(ticket);
        (now.Status, now.Priority).ShouldBe((TicketStatus.Open, 0));
        using var closed = await program.PatchAsJsonAsync($"/api/v1/tickets/{ticket}", new { status = "Closed", known = now.LastMailEntry });
        (await host.TicketAsync(ticket)).Status.ShouldBe(TicketStatus.Closed);
    }

    private async Task<(long Ticket, string MessageId)> OpenAsync()
    {
        var id = Mails.NewId();
        return ((await host.ReceiveAsync(Mails.Plain(messageId: id))).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber, id);
    }

    private async Task AnswerAsync(string asked) => (await host.ReceiveAsync(Mails.Plain(inReplyTo: asked, from: "Bob Lind <bob@customer.example>", body: "One thing more?"))).ShouldBeOfType<IntakeOutcome.Entry>();

    [GeneratedRegex("<input type=\"hidden\" name=\"known\" value=\"(?<mail>\\d+)\"[^>]*>(?=\\s*<input type=\"hidden\" name=\"knownMail\")", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex KnownField();

    [GeneratedRegex("name=\"knownMail\" value=\"(?<mail>\\d+)\" form=\"reply-form\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex KnownMailField();

    [GeneratedRegex("name=\"known\" value=\"(?<known>\\d+-\\d+)\" form=\"bulk\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex RowField();
}
