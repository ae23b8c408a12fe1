using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using HelpdeskMail.Helpdesk.Threading;
using HelpdeskMail.Helpdesk.Tickets;

namespace HelpdeskMail.Helpdesk.Tests.Answering;

public sealed class NewTicketTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    [Fact]
    public async Task Agent_writes_first_and_the_answer_comes_to_the_same_ticket()
    {
        using var browser = await host.AdministratorAsync();
        var id = Guid.NewGuid();
        (string, string)[] fields = [("mailbox", $"{StubOAuth.Sales}"), ("to", "Cleo Marsh <cleo@shop.example>"), ("cc", ""), ("subject", "Your order [#1]"), ("text", "We have a *question*."), ("replyId", $"{id}")];

        using var sent = await HelpdeskHost.PostAsync(browser, "/tickets/new", "/tickets/new", fields);
        using var again = await HelpdeskHost.PostAsync(browser, "/tickets/new", "/tickets/new", fields);

        again.Headers.Location.ShouldBe(sent.Headers.Location);
        var reply = JsonSerializer.Deserialize<OutgoingReply>(await host.QueryAsync<string>("select reply::text from helpdesk.outgoing where reply_id = @id", new { id }))!;
        var ticket = await host.TicketAsync(reply.TicketNumber);
        sent.Headers.Location!.ToString().ShouldStartWith($"/tickets/{ticket.Number}#");
        (ticket.Subject, ticket.CustomerAddress, ticket.CustomerName, ticket.Assignee, ticket.SystemEmailId).ShouldBe(("Your order", "cleo@shop.example", "Cleo Marsh", (await host.ActorAsync()).Id, StubOAuth.Sales));
        (reply.Subject, reply.SystemEmailId, reply.InReplyTo, reply.To[0].Address).ShouldBe(($"Your order [#{ticket.Number}]", StubOAuth.Sales, null, "cleo@shop.example"));
        reply.SendAfter.ShouldNotBeNull();

        var answer = (await host.ReceiveAsync(Mails.Plain(from: "cleo@shop.example", to: "sales@contoso.example", inReplyTo: reply.MessageId), StubOAuth.Sales)).ShouldBeOfType<IntakeOutcome.Entry>();
        answer.TicketNumber.ShouldBe(ticket.Number);
        (await host.TicketAsync(ticket.Number)).Entries.Single(entry => entry.Id == answer.EntryId).Evidence!.Rule.ShouldBe(ThreadingRule.OurMessageId);
    }

    [Fact]
    public async Task Long_mail_that_is_refused_comes_back_with_all_that_a_cookie_holds_and_under_its_id()
    {
        using var browser = await host.AdministratorAsync();
        var (id, words) = (Guid.NewGuid(), string.Join(' ', Enumerable.Range(0, 4_000).Select(_ => Guid.NewGuid())));
        using var refused = await HelpdeskHost.PostAsync(
            browser, "/tickets/new", "/tickets/new", ("mailbox", $"{StubOAuth.Sales}"), ("to", "cleo@"), ("cc", ""), ("subject", "Your long order"), ("text", words), ("replyId", $"{id}"));

        var page = await browser.GetStringAsync(refused.Headers.Location);

        page.ShouldContain("Not sent:");
        page.ShouldContain("value=\"Your long order\"");
        page.ShouldContain("value=\"cleo@\"");
        page.ShouldContain($"name=\"replyId\" value=\"{id}\"");
    }

    [Theory]
    [InlineData("", "Subject", "words", "recipient_missing")]
    [InlineData("no address", "Subject", "words", "recipient_invalid")]
    [InlineData("cleo@shop.example", " ", "words", "subject_missing")]
    [InlineData("cleo@shop.example", "Subject", " ", "reply_empty")]
    public async Task What_cannot_be_sent_opens_no_ticket(string to, string subject, string text, string code)
    {
        using var program = host.Program(await host.KeyAsync(Role.Agent));
        var before = await host.QueryAsync<long>("select count(*) from helpdesk.ticket");

        using var answer = await program.PostAsJsonAsync("/api/v1/tickets", new { mailbox = StubOAuth.Support, to = new[] { to }, subject, text });

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString().ShouldBe(code);
        (await host.QueryAsync<long>("select count(*) from helpdesk.ticket")).ShouldBe(before);
    }

    [Fact]
    public async Task Mailbox_that_does_not_exist_is_refused_and_one_by_program_is_answered_with_its_place()
    {
        using var program = host.Program(await host.KeyAsync(Role.Agent));

        using var unknown = await program.PostAsJsonAsync("/api/v1/tickets", new { mailbox = Guid.NewGuid(), to = new[] { "cleo@shop.example" }, subject = "x", text = "y" });
        using var made = await program.PostAsJsonAsync("/api/v1/tickets", new { mailbox = StubOAuth.Support, to = new[] { "cleo@shop.example" }, subject = "Delivery", text = "It is on its way." });

        (await unknown.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString().ShouldBe("no_way_to_send");
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        var placed = (await made.Content.ReadFromJsonAsync<AddedEntry>())!;
        made.Headers.Location!.ToString().ShouldBe($"/api/v1/tickets/{placed.TicketNumber}");
        (await host.TicketAsync(placed.TicketNumber)).Entries.ShouldHaveSingleItem().Kind.ShouldBe(EntryKind.Reply);
    }
}
