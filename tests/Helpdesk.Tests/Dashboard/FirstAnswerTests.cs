using HelpdeskMail.Helpdesk.Dashboard;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Helpdesk.Tests.Dashboard;

public sealed class FirstAnswerTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    [Fact]
    public async Task Acknowledgement_is_no_answer()
    {
        var ticket = (await host.ReceiveAsync(Mails.Plain())).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        await host.ReplyAsync(ticket);
        await host.QueryAsync<long>("update helpdesk.entry set automatic = 'acknowledgement' where ticket_number = @ticket and kind = 'Reply' returning id", new { ticket });
        var (reader, person) = (host.Services.GetRequiredService<DashboardReader>(), (await host.ActorAsync()).Id);

        (await reader.ReadDaysAsync(person, 7, default))[^1].FirstAnswer.ShouldBeNull();
        (await reader.ReadMailboxesAsync(person, 7, default)).ShouldHaveSingleItem().ShouldBe(new GroupFigures("support@contoso.example", 1, 0, 1, 0, 0, null));
        (await reader.ReadAgentsAsync(person, 7, default)).ShouldHaveSingleItem().Answers.ShouldBe(0);
    }
}
