using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using HelpdeskMail.Helpdesk.Tickets;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Helpdesk.Tests.Classification;

/// <summary>Mail that reaches a mailbox by way of a group that has the mailbox's own address, as it is common with Google Workspace.</summary>
public sealed class ListMailTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    private const string Group = "List-Id: <support.contoso.example>\nList-Post: <mailto:support@contoso.example>\nPrecedence: list\nX-Google-Group-Id: 1\n";

    [Fact]
    public async Task Mail_to_our_own_group_is_a_persons_and_reopens_its_ticket()
    {
        var asked = Mails.NewId();
        var ticket = (await host.ReceiveAsync(Mails.Plain(messageId: asked, extra: Group))).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        (await host.TicketAsync(ticket)).Entries.ShouldHaveSingleItem().Automatic.ShouldBeNull();
        await host.Services.GetRequiredService<TicketWork>().SetStatusAsync(ticket, TicketStatus.Closed, await host.ActorAsync(), default);

        await host.ReceiveAsync(Mails.Plain(inReplyTo: asked, extra: Group));

        (await host.TicketAsync(ticket)).Status.ShouldBe(TicketStatus.Open);
    }

    [Fact]
    public async Task Writer_behind_a_group_that_writes_its_own_address_into_from_is_the_customer()
    {
        var mail = Mails.Plain(from: "'Cleo Marsh' via Support <support@contoso.example>", extra: $"{Group}Reply-To: Cleo Marsh <cleo@shop.example>\nX-Original-From: Cleo Marsh <cleo@shop.example>\n");

        var ticket = await host.TicketAsync((await host.ReceiveAsync(mail)).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber);

        (ticket.CustomerAddress, ticket.CustomerName).ShouldBe(("cleo@shop.example", "Cleo Marsh"));
        var again = Mails.Plain(subject: $"Re: [#{ticket.Number}]", from: "Cleo Marsh via Support <support@contoso.example>", extra: $"{Group}Reply-To: cleo@shop.example\n");
        (await host.ReceiveAsync(again)).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber.ShouldBe(ticket.Number);
    }

    [Fact]
    public async Task Mail_of_somebody_elses_list_is_a_lists()
    {
        var ticket = await host.TicketAsync((await host.ReceiveAsync(Mails.Plain(extra: "List-Id: <news.shop.example>\nPrecedence: list\n"))).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber);

        ticket.Entries.ShouldHaveSingleItem().Automatic.ShouldBe("Precedence: list");
    }

    [Fact]
    public async Task Machine_that_writes_to_our_group_stays_a_machine() =>
        (await host.ReceiveAsync(Mails.Plain(extra: $"{Group}Auto-Submitted: auto-replied\n"))).ShouldBeOfType<IntakeOutcome.Kept>().Reason.ShouldBe(KeptReason.AutoReply);
}
