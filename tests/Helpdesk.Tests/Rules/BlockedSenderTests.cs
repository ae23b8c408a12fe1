using System.Net;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.Rules;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using HelpdeskMail.Helpdesk.Tickets;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Helpdesk.Tests.Rules;

/// <summary>Senders turned away from a ticket's page.</summary>
public sealed class BlockedSenderTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    [Fact]
    public async Task Sender_is_turned_away_from_the_ticket_and_let_in_again()
    {
        var ticket = await OpenAsync("win@casino.example");
        using var browser = await host.AdministratorAsync();

        using var blocked = await HelpdeskHost.PostAsync(browser, $"/tickets/{ticket}", $"/tickets/{ticket}/block", ("act", "block"));

        (await host.TicketAsync(ticket)).Status.ShouldBe(TicketStatus.Closed);
        (await host.ReceiveAsync(Mails.Plain(subject: "Again", from: "Casino <WIN@casino.example>"))).ShouldBeOfType<IntakeOutcome.Kept>().Reason.ShouldBe(KeptReason.Blocked);
        await OpenAsync("somebody@casino.example");
        (await browser.GetStringAsync($"/tickets/{ticket}")).ShouldContain("Mail from win@casino.example is turned away.");
        using var let = await HelpdeskHost.PostAsync(browser, $"/tickets/{ticket}", $"/tickets/{ticket}/block", ("act", "allow"));
        await OpenAsync("win@casino.example");
        (await host.Services.GetRequiredService<RuleTable>().ListAsync(default)).ShouldNotContain(rule => rule.Name == "Blocked senders");
    }

    [Fact]
    public async Task Senders_of_a_mailbox_are_one_rule_before_the_others_and_blocked_by_programs_too()
    {
        var (first, second) = (await OpenAsync("one@spam.example"), await OpenAsync("two@spam.example"));
        var (rules, actor) = (host.Services.GetRequiredService<RuleTable>(), await host.ActorAsync());
        var allow = new Rule { Id = Guid.NewGuid(), Name = "All of them", Position = 10, Conditions = [new RuleCondition(RuleField.Domain, RuleMatch.Is, "spam.example")], Actions = new RuleActions { Allow = true } };
        await rules.SaveAsync(allow, actor, default);
        using var program = host.Program(await host.KeyAsync(Role.Agent));

        (await program.PutAsync($"/api/v1/tickets/{first}/blocked", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await program.PutAsync($"/api/v1/tickets/{first}/blocked", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await program.PutAsync($"/api/v1/tickets/{second}/blocked", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        var rule = (await rules.ListAsync(default))[0];
        (rule.Name, rule.SystemEmailId, rule.Conditions[0].Value).ShouldBe(("Blocked senders", StubOAuth.Support, "one@spam.example, two@spam.example"));
        (await host.ReceiveAsync(Mails.Plain(from: "two@spam.example"))).ShouldBeOfType<IntakeOutcome.Kept>();
        (await program.DeleteAsync($"/api/v1/tickets/{second}/blocked")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await OpenAsync("two@spam.example");
        (await program.DeleteAsync($"/api/v1/tickets/{first}/blocked")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await rules.RemoveAsync(allow.Id, actor, default);
    }

    private async Task<long> OpenAsync(string from) => (await host.ReceiveAsync(Mails.Plain(subject: $"From {from}", from: from))).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
}
