using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Merging;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using HelpdeskMail.Helpdesk.Tickets;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Helpdesk.Tests.Merging;

/// <summary>Tickets that open by a regrouping after the person they were assigned to has been shut out, and mail that belongs into a mailbox that is closed to whoever moves it.</summary>
public sealed class ShutOutTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    private TicketMerging Merging => host.Services.GetRequiredService<TicketMerging>();

    private TicketWork Work => host.Services.GetRequiredService<TicketWork>();

    [Fact]
    public async Task Ticket_that_is_split_off_is_nobodys_once_its_agent_is_shut_out()
    {
        var asked = Mails.NewId();
        var (ticket, agent) = (await OpenAsync(Mails.Plain(messageId: asked)), await AgentAsync());
        var other = (await host.ReceiveAsync(Mails.Plain(inReplyTo: asked, body: "And another thing."))).ShouldBeOfType<IntakeOutcome.Entry>();
        await AssignClosedAsync(ticket, agent);
        await ShutOutAsync(agent);

        var split = (await Merging.SplitAsync(other.EntryId, withLater: false, await host.ActorAsync(), default)).ShouldBeOfType<RegroupAnswer.Done>().TicketNumber;

        (await host.TicketAsync(split)).Status.ShouldBe(TicketStatus.Open);
        (await host.TicketAsync(split)).Assignee.ShouldBeNull();
        (await host.TicketAsync(ticket)).Assignee.ShouldBe(agent, "what is closed waits for nobody");
    }

    [Fact]
    public async Task Ticket_that_a_merge_opens_is_nobodys_once_its_agent_is_shut_out()
    {
        var (closed, asking, agent) = (await OpenAsync(Mails.Plain()), await OpenAsync(Mails.Plain()), await AgentAsync());
        await AssignClosedAsync(closed, agent);
        await ShutOutAsync(agent);

        (await Merging.MergeAsync(asking, closed, await host.ActorAsync(), default)).ShouldBeOfType<RegroupAnswer.Done>();

        (await host.TicketAsync(closed)).Status.ShouldBe(TicketStatus.Open);
        (await host.TicketAsync(closed)).Assignee.ShouldBeNull();
    }

    [Fact]
    public async Task Ticket_that_an_undone_merge_opens_is_nobodys_once_its_agent_is_shut_out()
    {
        var (merged, target, agent) = (await OpenAsync(Mails.Plain()), await OpenAsync(Mails.Plain()), await AgentAsync());
        await Work.AssignAsync(merged, agent, await host.ActorAsync(), default);
        var done = (await Merging.MergeAsync(merged, target, await host.ActorAsync(), default)).ShouldBeOfType<RegroupAnswer.Done>();
        await ShutOutAsync(agent);

        (await Merging.UndoAsync(done.Id, await host.ActorAsync(), default)).ShouldBeOfType<RegroupAnswer.Done>();

        (await host.TicketAsync(merged)).Status.ShouldBe(TicketStatus.Open);
        (await host.TicketAsync(merged)).Assignee.ShouldBeNull();
    }

    [Fact]
    public async Task Mail_that_is_read_again_moves_into_no_mailbox_that_is_closed_to_whoever_wants_it()
    {
        var asked = Mails.NewId();
        var entry = (await host.ReceiveAsync(Mails.Plain(inReplyTo: asked))).ShouldBeOfType<IntakeOutcome.Entry>();
        var theirs = (await host.ReceiveAsync(Mails.Plain(messageId: asked, to: "sales@contoso.example"), StubOAuth.Sales)).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        await SeparateAsync(entry.EntryId, theirs);
        await using var scope = host.Services.CreateAsyncScope();
        var again = scope.ServiceProvider.GetRequiredService<EntryAgain>();
        var agent = await AgentAsync(StubOAuth.Support);

        var stays = await again.ReadAsync(entry.EntryId, move: true, new Actor(agent, "Sal Sales", Role.Agent), default);
        await ShutOutAsync(agent);
        var moves = await again.ReadAsync(entry.EntryId, move: true, await host.ActorAsync(), default);

        stays!.TicketNumber.ShouldNotBe(theirs);
        moves!.TicketNumber.ShouldBe(theirs);
    }

    /// <summary>Has an entry stand in a ticket of Support, and the mail that it answers in one of Sales, wherever the helpdesk has put them.</summary>
    private async Task SeparateAsync(long entry, long theirs)
    {
        var now = await host.QueryAsync<long>("select ticket_number from helpdesk.entry where id = @entry", new { entry });
        if (now == theirs)
        {
            (await Merging.SplitAsync(entry, withLater: false, await host.ActorAsync(), default)).ShouldBeOfType<RegroupAnswer.Done>();
        }

        await host.QueryAsync<int>(
            "update helpdesk.ticket set system_email_id = case number when @theirs then @Sales else @Support end where number in (@theirs, (select ticket_number from helpdesk.entry where id = @entry)) returning 1",
            new { entry, theirs, StubOAuth.Sales, StubOAuth.Support });
    }

    private async Task AssignClosedAsync(long ticket, Guid agent)
    {
        (await Work.AssignAsync(ticket, agent, await host.ActorAsync(), default)).ShouldBeTrue();
        await Work.SetStatusAsync(ticket, TicketStatus.Closed, await host.ActorAsync(), default);
    }

    private Task<Guid> AgentAsync(params Guid[] mailboxes) => host.AgentOfAsync($"sal-{Guid.NewGuid():N}@contoso.example", mailboxes.Length == 0 ? [StubOAuth.Support, StubOAuth.Sales] : mailboxes);

    private async Task ShutOutAsync(Guid agent) => (await host.Services.GetRequiredService<PeopleWork>().ChangeAsync(agent, new PersonChange(null, Disabled: true), await host.ActorAsync(), default)).ShouldBeNull();

    private async Task<long> OpenAsync(string mail) => (await host.ReceiveAsync(mail)).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
}
