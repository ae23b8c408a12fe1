using HelpdeskMail.Helpdesk.Dashboard;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using HelpdeskMail.Helpdesk.Tickets;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Helpdesk.Tests.Dashboard;

public sealed class DashboardTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    [Fact]
    public async Task Figures_follow_what_happens_to_tickets()
    {
        var now = TimeProvider.System.GetUtcNow();
        var yesterday = now.AddDays(-1);
        var answered = await OpenAsync(yesterday);
        var closed = await OpenAsync(yesterday);
        await OpenAsync(now);
        await host.ReplyAsync(answered);
        await host.QueryAsync<object>("update helpdesk.entry set at = @at where ticket_number = @answered and kind = 'Reply' returning id", new { answered, at = yesterday.AddMinutes(30) });
        await host.Services.GetRequiredService<TicketWork>().SetStatusAsync(closed, TicketStatus.Closed, await host.ActorAsync(), default);
        var reader = host.Services.GetRequiredService<DashboardReader>();

        var days = await reader.ReadDaysAsync((await host.ActorAsync()).Id, 7, default);

        days.Count.ShouldBe(7);
        days[^2].Opened.ShouldBe(2);
        days[^2].Open.ShouldBe(2);
        days[^2].FirstAnswer.ShouldNotBeNull().ShouldBe(30, tolerance: 0.1);
        days[^1].Opened.ShouldBe(1);
        days[^1].Closed.ShouldBe(1);
        days[^1].Open.ShouldBe(2);
        (await reader.ReadMailboxesAsync((await host.ActorAsync()).Id, 7, default)).Single(group => group.Name == "support@contoso.example").ShouldBe(new GroupFigures("support@contoso.example", 2, 0, 3, 1, 1, 30));
        (await reader.ReadAgentsAsync((await host.ActorAsync()).Id, 7, default)).Single().Answers.ShouldBe(1);
        using var browser = await host.AdministratorAsync();
        using var page = await browser.GetAsync("/dashboard?days=7");
        (await page.Content.ReadAsStringAsync()).ShouldContain("class=\"curve\"", Case.Sensitive, string.Join('\n', host.Log.Faults));
    }

    private async Task<long> OpenAsync(DateTimeOffset at) => (await host.ReceiveAsync(Mails.Plain(), at: at)).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
}
