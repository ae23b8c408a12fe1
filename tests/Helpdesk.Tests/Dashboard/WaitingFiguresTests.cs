using HelpdeskMail.Helpdesk.Dashboard;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using HelpdeskMail.Helpdesk.Tickets;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Helpdesk.Tests.Dashboard;

public sealed class WaitingFiguresTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    [Fact]
    public async Task Ticket_that_waits_is_counted_apart_from_what_is_to_be_done()
    {
        var actor = await host.ActorAsync();
        var work = host.Services.GetRequiredService<TicketWork>();
        var (waits, stays) = (await OpenAsync(TimeProvider.System.GetUtcNow()), await OpenAsync(TimeProvider.System.GetUtcNow()));
        await work.AssignAsync(waits, actor.Id, actor, default);
        await work.AssignAsync(stays, actor.Id, actor, default);
        var reader = host.Services.GetRequiredService<DashboardReader>();
        var before = (await reader.ReadMailboxesAsync(actor.Id, 7, default)).Single(group => group.Name == "support@contoso.example");

        await host.Services.GetRequiredService<TicketWaiting>().WaitAsync(waits, null, known: null, actor, default);

        var after = (await reader.ReadMailboxesAsync(actor.Id, 7, default)).Single(group => group.Name == "support@contoso.example");
        (after.Open, after.Waiting).ShouldBe((before.Open - 1, before.Waiting + 1));
        var agent = (await reader.ReadAgentsAsync(actor.Id, 7, default)).Single();
        (agent.Open, agent.Waiting).ShouldBe((1, 1));
    }

    private async Task<long> OpenAsync(DateTimeOffset at) => (await host.ReceiveAsync(Mails.Plain(), at: at)).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
}
