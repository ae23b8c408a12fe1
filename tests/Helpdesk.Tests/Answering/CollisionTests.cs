using HelpdeskMail.Helpdesk.Answering;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using HelpdeskMail.Helpdesk.Tickets;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Helpdesk.Tests.Answering;

/// <summary>Two agents who answer one ticket.</summary>
public sealed class CollisionTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    [Fact]
    public async Task Answer_is_held_up_once_when_a_colleague_has_answered_meanwhile_and_its_words_are_kept()
    {
        var ticket = (await host.ReceiveAsync(Mails.Plain())).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        using var browser = await host.AdministratorAsync();
        await AnswerAsColleagueAsync(ticket, "It is on its way.");

        using var held = await HelpdeskHost.PostAsync(
            browser, $"/tickets/{ticket}", $"/tickets/{ticket}/reply", ("replyId", $"{Guid.NewGuid()}"), ("known", "0"), ("to", "anna@customer.example"), ("text", "We send it today."), ("then", "close"));

        var page = await browser.GetStringAsync(held.Headers.Location!.ToString());
        page.ShouldContain("Bo Lind has answered while you were writing.");
        page.ShouldContain("We send it today.");
        (await host.TicketAsync(ticket)).Status.ShouldBe(TicketStatus.Open);
        var newest = (await host.TicketAsync(ticket)).Entries.Single(entry => entry.Kind == EntryKind.Reply).Id;
        page.ShouldContain($"name=\"known\" value=\"{newest}\"");
        using var sent = await HelpdeskHost.PostAsync(
            browser, $"/tickets/{ticket}", $"/tickets/{ticket}/reply", ("replyId", $"{Guid.NewGuid()}"), ("known", $"{newest}"), ("to", "anna@customer.example"), ("text", "We send it today."), ("then", ""));
        (await host.TicketAsync(ticket)).Entries.Count(entry => entry.Kind == EntryKind.Reply).ShouldBe(2);
    }

    [Fact]
    public async Task Own_answers_hold_nothing_up()
    {
        var ticket = (await host.ReceiveAsync(Mails.Plain())).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        await host.ReplyAsync(ticket);
        using var browser = await host.AdministratorAsync();

        using var sent = await HelpdeskHost.PostAsync(
            browser, $"/tickets/{ticket}", $"/tickets/{ticket}/reply", ("replyId", $"{Guid.NewGuid()}"), ("known", "0"), ("to", "anna@customer.example"), ("text", "One more thing."), ("then", ""));

        (await host.TicketAsync(ticket)).Entries.Count(entry => entry.Kind == EntryKind.Reply).ShouldBe(2);
    }

    private async Task AnswerAsColleagueAsync(long ticket, string text)
    {
        var id = (await host.Services.GetRequiredService<Invitations>().InviteAsync($"{Guid.NewGuid():N}@contoso.example", "Bo Lind", Role.Agent, null, await host.ActorAsync(), default)).ShouldBeOfType<InvitationAnswer.Invited>().PersonId;
        var request = new ReplyRequest(Guid.NewGuid(), "anna@customer.example", "", "", text, QuoteHistory: true, [], ThenClose: false);
        (await host.Services.GetRequiredService<ReplyDesk>().TakeAsync(ticket, request, new Actor(id, "Bo Lind", Role.Agent), default)).ShouldBeOfType<ReplyAnswer.Accepted>();
    }
}
