using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using HelpdeskMail.Helpdesk.Tests.Threading;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Helpdesk.Tests.MailboxAccess;

/// <summary>Conversations between two mailboxes of which one is closed to an agent of the other.</summary>
public sealed class DividedMailboxTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    [Theory]
    [InlineData("answer by way of the other mailbox", "a: mail -> new | r: reply a | b: mail irt=r in=sales to=sales -> new OtherMailbox | c: mail irt=b refs=r,b in=sales to=sales -> b KnownMessageId ~a")]
    [InlineData("to both", "a: mail to=both -> new | b: mail bytes=a in=sales -> new | c: mail bytes=a in=sales -> copy:b | d: mail bytes=a -> copy:a")]
    [InlineData("answers to what went to both", "a: mail to=both -> new | b: mail bytes=a in=sales -> new | r: reply a | c: mail irt=r refs=a,r to=both -> a OurMessageId | d: mail bytes=c in=sales -> b KnownMessageId ~a")]
    [InlineData("number", "a: mail -> new | b: mail num=a in=sales to=sales -> new OtherMailbox")]
    [InlineData("token", "a: mail -> new | b: mail token=a in=sales -> new OtherMailbox")]
    [InlineData("late answer", "a: mail -> new | r: reply a | close a | age a 90 | b: mail irt=r in=sales -> new OtherMailbox")]
    [InlineData("absence note", "a: mail -> new | r: reply a | b: mail vacation irt=r in=sales -> kept:auto_reply")]
    [InlineData("within one mailbox", "a: mail in=sales -> new | r: reply a | b: mail irt=r in=sales -> a OurMessageId")]
    public async Task Mail_of_one_mailbox_stays_out_of_the_tickets_of_the_other(string name, string script)
    {
        name.ShouldNotBeEmpty();
        await DivideAsync(StubOAuth.Sales);
        await new Conversation(host).PlayAsync(script);
    }

    [Fact]
    public async Task Copy_that_came_before_the_mailboxes_were_divided_stays_one()
    {
        await UniteAsync();
        var mail = Mails.Bytes(Mails.Plain(to: "support@contoso.example, sales@contoso.example"));
        var ticket = (await host.ReceiveAsync(mail)).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        (await host.ReceiveAsync(mail, StubOAuth.Sales)).ShouldBeOfType<IntakeOutcome.Copy>();

        await DivideAsync(StubOAuth.Sales);

        (await host.ReceiveAsync(mail, StubOAuth.Sales)).ShouldBeOfType<IntakeOutcome.Copy>().TicketNumber.ShouldBe(ticket);
        (await host.ReceiveAsync(mail)).ShouldBeOfType<IntakeOutcome.Copy>().TicketNumber.ShouldBe(ticket);
    }

    [Fact]
    public async Task Mailboxes_that_are_open_to_the_same_people_share_their_tickets()
    {
        await UniteAsync();
        await DivideAsync(StubOAuth.Sales, StubOAuth.Support);

        await new Conversation(host).PlayAsync("a: mail to=both -> new | b: mail bytes=a in=sales -> copy:a | r: reply a | c: mail irt=r in=sales to=sales -> a OurMessageId");
    }

    private async Task DivideAsync(params Guid[] open) =>
        (await host.Services.GetRequiredService<Invitations>().InviteAsync($"{Guid.NewGuid():N}@contoso.example", "Sal Sales", Role.Agent, open, await host.ActorAsync(), default)).ShouldBeOfType<InvitationAnswer.Invited>();

    /// <summary>Nobody is left to whom not all mailboxes are open.</summary>
    private Task<int> UniteAsync() => host.QueryAsync<int>("update helpdesk.person set disabled_at = now() where mailboxes is not null");
}
