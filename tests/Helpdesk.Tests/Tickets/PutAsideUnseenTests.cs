using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using HelpdeskMail.Helpdesk.CannedAnswers;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using HelpdeskMail.Helpdesk.Tickets;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Helpdesk.Tests.Tickets;

/// <summary>Mail that comes in while an agent puts aside what the page shows, and while tickets are answered and closed in one.</summary>
public sealed partial class PutAsideUnseenTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ticket_is_not_put_aside_over_a_question_that_its_page_does_not_show_until_it_is_wanted_all_the_same(bool untilMoment)
    {
        var (ticket, asked) = await OpenAsync();
        using var browser = await host.AdministratorAsync();
        var shown = KnownField().Match(await browser.GetStringAsync($"/tickets/{ticket}?view=open")).Groups["mail"].Value;
        await AnswerAsync(asked);
        await browser.GetStringAsync($"/tickets/{ticket}");
        var day = TimeProvider.System.GetUtcNow().AddDays(2);
        (string, string)[] fields = untilMoment ? [("act", "until"), ("at", $"{day:O}")] : [("act", "answer")];

        using var refused = await HelpdeskHost.PostAsync(browser, "/tickets", $"/tickets/{ticket}/wait?view=open", [.. fields, ("known", shown)]);
        var told = await browser.GetStringAsync(refused.Headers.Location!.ToString());

        (await host.TicketAsync(ticket)).WaitingSince.ShouldBeNull();
        told.ShouldContain("The ticket was not put aside.");
        told.ShouldContain("Meanwhile there is new mail from Bob Lind. Nobody would see it while the ticket is put aside. Read it first.");
        var offer = Offer().Match(told);
        offer.Groups["path"].Value.ShouldBe($"/tickets/{ticket}/wait?view=open");
        (string, string)[] more = untilMoment ? [("at", offer.Groups["at"].Value)] : [];
        using var put = await HelpdeskHost.PostAsync(browser, "/tickets", WebUtility.HtmlDecode(offer.Groups["path"].Value), [("act", offer.Groups["act"].Value), .. more]);
        var waits = await host.TicketAsync(ticket);
        waits.WaitingSince.ShouldNotBeNull();
        waits.WakesAt?.ToString("s", CultureInfo.InvariantCulture).ShouldBe(untilMoment ? day.ToString("s", CultureInfo.InvariantCulture) : null);
    }

    [Fact]
    public async Task Answer_after_which_the_ticket_would_wait_leaves_a_newer_question_open_and_offers_to_put_it_aside()
    {
        var (ticket, asked) = await OpenAsync();
        using var browser = await host.AdministratorAsync();
        var shown = (await host.TicketAsync(ticket)).LastMailEntry;
        await AnswerAsync(asked);

        using var sent = await HelpdeskHost.PostAsync(
            browser, "/tickets", $"/tickets/{ticket}/reply", ("replyId", $"{Guid.NewGuid()}"), ("to", "anna@customer.example"), ("text", "Which one?"), ("then", "wait"), ("knownMail", $"{shown}"));
        var told = await browser.GetStringAsync(sent.Headers.Location!.ToString());

        var now = await host.TicketAsync(ticket);
        now.WaitingSince.ShouldBeNull();
        now.Entries.ShouldContain(entry => entry.Kind == EntryKind.Reply);
        told.ShouldContain("Nobody would see it while the ticket is put aside.");
        told.ShouldContain("Put it aside all the same");
    }

    [Fact]
    public async Task Tickets_put_aside_from_the_list_leave_out_those_with_newer_mail_and_name_them()
    {
        var ((quiet, _), (asking, asked)) = (await OpenAsync(), await OpenAsync());
        using var browser = await host.AdministratorAsync();
        var known = await RowsAsync(browser);
        await AnswerAsync(asked);

        using var done = await HelpdeskHost.PostAsync(browser, "/tickets", "/tickets/bulk?view=open", [("n", $"{quiet}"), ("n", $"{asking}"), ("act", "wait"), .. known]);
        var told = await browser.GetStringAsync(done.Headers.Location!.ToString());

        (await host.TicketAsync(quiet)).WaitingSince.ShouldNotBeNull();
        (await host.TicketAsync(asking)).WaitingSince.ShouldBeNull();
        told.ShouldContain($"Left open, since new mail has come in meanwhile: #{asking}. Read it first.");
    }

    [Fact]
    public async Task Program_that_says_what_it_knows_puts_no_newer_mail_aside()
    {
        var (ticket, asked) = await OpenAsync();
        using var program = host.Program(await host.KeyAsync(Role.Agent));
        var known = (await host.TicketAsync(ticket)).LastMailEntry;
        await AnswerAsync(asked);

        using var refused = await program.PatchAsJsonAsync($"/api/v1/tickets/{ticket}", new { wakesAt = TimeProvider.System.GetUtcNow().AddDays(2), priority = 2, known });
        using var many = await program.PostAsJsonAsync("/api/v1/tickets/bulk", new { numbers = new[] { ticket }, change = new { waiting = true }, known = new Dictionary<string, long?> { [$"{ticket}"] = known } });

        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString().ShouldBe("news_unseen");
        (await many.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("news").EnumerateArray().ShouldHaveSingleItem().GetInt64().ShouldBe(ticket);
        var now = await host.TicketAsync(ticket);
        (now.WaitingSince, now.Priority).ShouldBe((null, 0));
        using var put = await program.PatchAsJsonAsync($"/api/v1/tickets/{ticket}", new { waiting = true, known = now.LastMailEntry });
        (await host.TicketAsync(ticket)).WaitingSince.ShouldNotBeNull();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Program_that_says_what_it_knows_sends_no_answer_that_would_hide_newer_mail(bool close)
    {
        var (ticket, asked) = await OpenAsync();
        using var program = host.Program(await host.KeyAsync(Role.Agent));
        var known = (await host.TicketAsync(ticket)).LastMailEntry;
        await AnswerAsync(asked);

        using var refused = await program.PostAsJsonAsync($"/api/v1/tickets/{ticket}/replies", new { text = "Done.", close, wait = !close, known });

        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString().ShouldBe("news_unseen");
        var now = await host.TicketAsync(ticket);
        (now.Status, now.WaitingSince).ShouldBe((TicketStatus.Open, null));
        now.Entries.ShouldNotContain(entry => entry.Kind == EntryKind.Reply);
        using var open = await program.PostAsJsonAsync($"/api/v1/tickets/{ticket}/replies", new { text = "Still on it.", known });
        open.StatusCode.ShouldBe(HttpStatusCode.Accepted, "nothing is hidden by it");
        using var sent = await program.PostAsJsonAsync($"/api/v1/tickets/{ticket}/replies", new { text = "Done.", close, wait = !close, known = now.LastMailEntry });
        sent.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var done = await host.TicketAsync(ticket);
        (done.Status == TicketStatus.Closed, done.WaitingSince is not null).ShouldBe((close, !close));
    }

    [Theory]
    [InlineData("Dear customer, it works again.", CannedEnd.Close)]
    [InlineData("", CannedEnd.Close)]
    [InlineData("", CannedEnd.Wait)]
    public async Task Canned_answer_leaves_a_ticket_with_newer_mail_as_it_is_until_it_is_wanted_all_the_same(string text, CannedEnd then)
    {
        var ((quiet, _), (asking, asked)) = (await OpenAsync(), await OpenAsync());
        var answer = new CannedAnswer { Id = Guid.NewGuid(), Name = $"Over {Guid.NewGuid():N}", Text = text, Actions = new CannedActions { Then = then, AddTags = ["outage"] } };
        await host.Services.GetRequiredService<CannedAnswerTable>().SaveAsync(answer, await host.ActorAsync(), default);
        using var browser = await host.AdministratorAsync();
        var known = await RowsAsync(browser);
        await AnswerAsync(asked);

        using var chosen = await HelpdeskHost.PostAsync(browser, "/tickets", "/tickets/bulk?view=open", [("n", $"{quiet}"), ("n", $"{asking}"), ("act", "canned"), ("canned", $"{answer.Id}"), .. known]);
        var look = await browser.GetStringAsync(chosen.Headers.Location!.ToString());
        using var used = await HelpdeskHost.PostAsync(
            browser, "/tickets", $"/canned-answers/{answer.Id}/use?view=open", [("batch", $"{Guid.NewGuid()}"), .. UsedField().Matches(look).Select(match => (match.Groups["name"].Value, match.Groups["value"].Value))]);
        var told = await browser.GetStringAsync(used.Headers.Location!.ToString());

        (await IsDoneAsync(quiet)).ShouldBeTrue();
        var left = await host.TicketAsync(asking);
        (left.Status, left.WaitingSince, left.Tags.Count, left.Entries.Any(entry => entry.Kind == EntryKind.Reply)).ShouldBe((TicketStatus.Open, null, 0, false));
        told.ShouldContain($"#{asking}: New mail has come in meanwhile. Read it first.");
        told.ShouldContain("Use it all the same");
        var offer = CannedOffer().Match(told);
        offer.Groups["n"].Value.ShouldBe($"{asking}");
        using var wanted = await HelpdeskHost.PostAsync(browser, "/tickets", $"/canned-answers/{answer.Id}/use?view=open", ("batch", offer.Groups["batch"].Value), ("n", offer.Groups["n"].Value));
        (await IsDoneAsync(asking)).ShouldBeTrue();

        async Task<bool> IsDoneAsync(long number) =>
            await host.TicketAsync(number) is var ticket && (then == CannedEnd.Close ? ticket.Status == TicketStatus.Closed : ticket.WaitingSince is not null) && ticket.Entries.Any(entry => entry.Kind == EntryKind.Reply) == text.Length > 0;
    }

    [Fact]
    public async Task Canned_answer_used_from_a_ticket_is_held_up_by_mail_that_its_agent_has_not_looked_at()
    {
        var (ticket, asked) = await OpenAsync();
        var answer = new CannedAnswer { Id = Guid.NewGuid(), Name = $"Ends it {Guid.NewGuid():N}", Text = "", Actions = new CannedActions { Then = CannedEnd.Close } };
        await host.Services.GetRequiredService<CannedAnswerTable>().SaveAsync(answer, await host.ActorAsync(), default);
        using var browser = await host.AdministratorAsync();
        await browser.GetStringAsync($"/tickets/{ticket}");
        var before = (await host.TicketAsync(ticket)).LastMailEntry;
        await AnswerAsync(asked);

        var unseen = await browser.GetStringAsync($"/canned-answers/{answer.Id}/use?view=open&n={ticket}");
        await browser.GetStringAsync($"/tickets/{ticket}");
        var seen = await browser.GetStringAsync($"/canned-answers/{answer.Id}/use?view=open&n={ticket}");

        unseen.ShouldContain($"name=\"known\" value=\"{ticket}-{before}\"");
        seen.ShouldContain($"name=\"known\" value=\"{ticket}-{(await host.TicketAsync(ticket)).LastMailEntry}\"");
    }

    private async Task<(long Ticket, string MessageId)> OpenAsync()
    {
        var id = Mails.NewId();
        return ((await host.ReceiveAsync(Mails.Plain(messageId: id))).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber, id);
    }

    private async Task AnswerAsync(string asked) => (await host.ReceiveAsync(Mails.Plain(inReplyTo: asked, from: "Bob Lind <bob@customer.example>", body: "One thing more?"))).ShouldBeOfType<IntakeOutcome.Entry>();

    private static async Task<(string, string)[]> RowsAsync(HttpClient browser) =>
        [.. RowField().Matches(await browser.GetStringAsync("/tickets?view=open")).Select(match => ("known", match.Groups["known"].Value))];

    [GeneratedRegex("name=\"known\" value=\"(?<mail>\\d+)\" form=\"wait-form\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex KnownField();

    [GeneratedRegex("name=\"known\" value=\"(?<known>\\d+-\\d+)\" form=\"bulk\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex RowField();

    [GeneratedRegex("name=\"(?<name>n|known)\" value=\"(?<value>[\\d-]+)\" ?/?>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex UsedField();

    [GeneratedRegex("action=\"(?<path>[^\"]+)\"><input type=\"hidden\" name=\"__RequestVerificationToken\"[^>]*>\\s*(<input type=\"hidden\" name=\"at\" value=\"(?<at>[^\"]+)\" ?/?>\\s*)?<button class=\"button\" name=\"act\" value=\"(?<act>[a-z]+)\">Put it aside all the same", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Offer();

    [GeneratedRegex("<input type=\"hidden\" name=\"n\" value=\"(?<n>\\d+)\" ?/?>\\s*<button class=\"button\" name=\"batch\" value=\"(?<batch>[^\"]+)\">Use it all the same", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex CannedOffer();
}
