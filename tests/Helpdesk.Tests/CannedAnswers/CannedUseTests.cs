using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using HelpdeskMail.Helpdesk.CannedAnswers;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using HelpdeskMail.Helpdesk.Tickets;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Helpdesk.Tests.CannedAnswers;

/// <summary>Canned answers used as a whole: words are sent, and the ticket is dealt with.</summary>
public sealed partial class CannedUseTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    [Fact]
    public async Task Answer_goes_to_all_tickets_that_are_ticked_and_closes_tags_and_takes_them()
    {
        var (anna, bob) = (await OpenAsync("Anna Berg <anna@customer.example>"), await OpenAsync("Bob Lind <bob@customer.example>"));
        using var browser = await host.AdministratorAsync();
        using var kept = await HelpdeskHost.PostAsync(
            browser, "/canned-answers", "/canned-answers", ("name", "Outage over"), ("text", "Dear {{customer.firstname}}, it works again."), ("then", "Close"), ("priority", "1"), ("tags", "outage, march"), ("take", "true"));
        var answer = (await host.Services.GetRequiredService<CannedAnswerTable>().ListAsync(default)).Single(one => one.Name == "Outage over");
        (await browser.GetStringAsync("/canned-answers")).ShouldContain("closes the ticket, priority: High, tags: outage, march, you take it");

        var before = TimeProvider.System.GetUtcNow();
        using var chosen = await HelpdeskHost.PostAsync(browser, "/tickets", "/tickets/bulk?view=open", ("n", $"{anna}"), ("n", $"{bob}"), ("act", "canned"), ("canned", $"{answer.Id}"));
        var look = chosen.Headers.Location!.ToString();
        var page = await browser.GetStringAsync(look);
        page.ShouldContain("Dear Anna, it works again.");
        page.ShouldContain("Send 2 answers");
        var batch = Batch().Match(page).Groups["id"].Value;
        for (var press = 0; press < 2; press++)
        {
            using var sent = await HelpdeskHost.PostAsync(browser, look, $"/canned-answers/{answer.Id}/use?view=open", ("batch", batch), ("n", $"{anna}"), ("n", $"{bob}"));
            sent.Headers.Location!.ToString().ShouldBe("/tickets?view=open");
        }

        foreach (var (number, name) in new[] { (anna, "Anna"), (bob, "Bob") })
        {
            var ticket = await host.TicketAsync(number);
            (ticket.Status, ticket.Priority, ticket.AssigneeName).ShouldBe((TicketStatus.Closed, 1, "Ada Admin"));
            ticket.Tags.ShouldBe(["outage", "march"]);
            var reply = ticket.Entries.Single(entry => entry.Kind == EntryKind.Reply);
            reply.Text.ShouldStartWith($"Dear {name}, it works again.");
            reply.Sending!.CanTakeBack.ShouldBeTrue();
            reply.Sending.SendAfter!.Value.ShouldBeGreaterThanOrEqualTo(before.AddSeconds(9));
        }

        (await browser.GetStringAsync("/tickets?view=open")).ShouldContain(" was used on 2 tickets.");
    }

    [Fact]
    public async Task Words_are_shown_before_they_are_sent_as_they_will_look()
    {
        var ticket = await OpenAsync("Anna Berg <anna@customer.example>");
        using var browser = await host.AdministratorAsync();
        using var kept = await HelpdeskHost.PostAsync(browser, "/canned-answers", "/canned-answers", ("name", "Formatted"), ("text", "Please **restart** it:\n\n1. unplug\n2. wait <script>alert(1)</script>"));
        var answer = (await host.Services.GetRequiredService<CannedAnswerTable>().ListAsync(default)).Single(one => one.Name == "Formatted");

        var page = await browser.GetStringAsync($"/canned-answers/{answer.Id}/use?n={ticket}");

        page.ShouldContain("<strong>restart</strong>");
        page.ShouldContain("<li>unplug</li>");
        page.ShouldNotContain("**");
        page.ShouldNotContain("<script>alert");
    }

    [Fact]
    public async Task Answer_without_words_only_acts_and_one_that_does_nothing_is_not_kept()
    {
        var ticket = await OpenAsync("Anna Berg <anna@customer.example>");
        using var program = host.Program(await host.KeyAsync(Role.Agent));
        var id = Guid.NewGuid();

        using var nothing = await program.PutAsJsonAsync($"/api/v1/canned-answers/{id}", new { name = "Nothing" });
        using var kept = await program.PutAsJsonAsync($"/api/v1/canned-answers/{id}", new { name = "Ask the supplier", actions = new { then = "Wait", addTags = new[] { "Supplier" } } });
        using var used = await program.PostAsJsonAsync($"/api/v1/canned-answers/{id}/use", new { numbers = new[] { ticket, 99_999_999 } });
        var outcome = await used.Content.ReadFromJsonAsync<JsonElement>();

        ((int)nothing.StatusCode, (int)kept.StatusCode).ShouldBe((422, 204));
        outcome.GetProperty("done").EnumerateArray().Select(one => one.GetInt64()).ShouldBe([ticket]);
        outcome.GetProperty("answered").GetInt32().ShouldBe(0);
        outcome.GetProperty("refused").EnumerateObject().Select(one => one.Name).ShouldBe(["99999999"]);
        var now = await host.TicketAsync(ticket);
        now.WaitingSince.ShouldNotBeNull();
        now.Tags.ShouldBe(["supplier"]);
        now.Entries.ShouldNotContain(entry => entry.Kind == EntryKind.Reply);
        using var browser = await host.AdministratorAsync();
        (await browser.GetStringAsync($"/tickets/{ticket}?view=open")).ShouldContain($"href=\"/canned-answers/{id}/use?view=open&amp;n={ticket}\"");
    }

    [Fact]
    public async Task Edit_that_is_refused_keeps_what_was_typed()
    {
        using var program = host.Program(await host.KeyAsync(Role.Agent));
        var id = Guid.NewGuid();
        using var taken = await program.PutAsJsonAsync($"/api/v1/canned-answers/{Guid.NewGuid()}", new { name = "First", shortcut = "taken", text = "First words" });
        using var kept = await program.PutAsJsonAsync($"/api/v1/canned-answers/{id}", new { name = "Second", shortcut = "second", text = "Old words" });
        using var browser = await host.AdministratorAsync();

        using var answer = await HelpdeskHost.PostAsync(
            browser, "/canned-answers", "/canned-answers", ("id", id.ToString()), ("name", "Second"), ("shortcut", "taken"), ("text", "New and better words"), ("tags", "vip"));

        var page = await browser.GetStringAsync("/canned-answers");
        page.ShouldContain("There is another one with the shortcut");
        page.ShouldContain($"<details class=\"card fold\" id=\"a{id}\" open");
        page.ShouldContain("New and better words</textarea>");
        page.ShouldContain("value=\"vip\"");
        page.ShouldNotContain("Old words");
        (await browser.GetStringAsync("/canned-answers")).ShouldContain("Old words", customMessage: "it is said once, and nothing of it was kept");
    }

    [Fact]
    public async Task Tickets_of_closed_mailboxes_and_merged_ones_are_left_alone()
    {
        var (here, gone) = (await OpenAsync("Anna Berg <anna@customer.example>"), await OpenAsync("Anna Berg <anna@customer.example>"));
        using var scope = host.Services.CreateScope();
        var work = scope.ServiceProvider.GetRequiredService<CannedWork>();
        await host.Services.GetRequiredService<Helpdesk.Merging.TicketMerging>().MergeAsync(gone, here, await host.ActorAsync(), default);
        var answer = new CannedAnswer { Id = Guid.NewGuid(), Name = "x", Text = "Secret words" };
        var stranger = new Actor(Guid.NewGuid(), "Stranger", Role.Agent) { Mailboxes = [Guid.NewGuid()] };

        (await work.FindAsync([here], stranger, default)).ShouldBeEmpty();
        (await work.UseAsync(answer, Guid.NewGuid(), [here], known: null, stranger, default)).Refused.Keys.ShouldBe([here]);
        (await work.UseAsync(answer, Guid.NewGuid(), [gone], known: null, await host.ActorAsync(), default)).Refused.Keys.ShouldBe([gone]);
        (await host.TicketAsync(here)).Entries.ShouldNotContain(entry => entry.Text.Contains("Secret", StringComparison.Ordinal));
    }

    private async Task<long> OpenAsync(string from) => (await host.ReceiveAsync(Mails.Plain(subject: "It is down", from: from))).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;

    [GeneratedRegex("name=\"batch\" value=\"(?<id>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Batch();
}
