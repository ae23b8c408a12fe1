using HelpdeskMail.Fixtures;
using HelpdeskMail.Fixtures.Stack;

namespace HelpdeskMail.Integration.Tests;

/// <summary>The same services on the other bus, by one setting.</summary>
public sealed class RabbitMqTests
{
    private const string Support = "support@contoso.example";
    private const string Customer = "rabbit@customer.example";

    [Fact]
    public async Task A_mail_becomes_a_ticket_and_its_answer_a_mail_when_the_bus_is_RabbitMQ()
    {
        RealServer.Require(RealServer.FindProgram("rabbitmq-server") is not null, "RabbitMQ (Debian package rabbitmq-server)");
        await using var stack = await RunningStack.StartAsync(("Bus__Transport", "rabbitmq"));
        using var sandbox = new SandboxCalls(stack);
        using var helpdesk = await HelpdeskCalls.CreateAsync(stack);

        await sandbox.DeliverAsync(Support, Customer, CustomerMail.Plain(Customer, Support, "Over the other bus", "Does it arrive?"));
        var ticket = await helpdesk.AwaitTicketAsync("Over the other bus");
        (await helpdesk.TryReplyAsync(ticket, Guid.NewGuid(), "It does.")).ShouldBeTrue();

        var answer = await sandbox.AwaitMessageAsync(Customer, "It does.");
        CustomerMail.Field(answer, "Subject").ShouldBe($"Re: Over the other bus [#{ticket}]");
        await Eventually.HoldsAsync("the ticket says that it was sent", async () => await helpdesk.CountAsync("select count(*) from helpdesk.outgoing where state = 'Sent'") == 1);
    }
}
