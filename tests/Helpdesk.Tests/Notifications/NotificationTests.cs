using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Notifications;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Helpdesk.Tests.Notifications;

public sealed class NotificationTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    [Fact]
    public async Task Notifications_name_new_mail_that_nobody_has()
    {
        var since = TimeProvider.System.GetUtcNow().AddSeconds(-1);
        var ticket = (await host.ReceiveAsync(Mails.Plain(), at: since)).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;

        var news = await host.Services.GetRequiredService<NotificationReader>().ReadAsync((await host.ActorAsync()).Id, since, default);

        news.ShouldContain(one => one.Title == "New mail, nobody has it" && one.Path.StartsWith($"/tickets/{ticket}?entry=", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("failed", "5.1.1", true)]
    [InlineData("delayed", "4.4.1", false)]
    public async Task Notifications_tell_whoever_has_a_ticket_that_a_reply_came_back_and_not_that_it_is_late(string action, string status, bool told)
    {
        var since = TimeProvider.System.GetUtcNow().AddSeconds(-1);
        var actor = await host.ActorAsync();
        var ticket = (await host.ReceiveAsync(Mails.Plain())).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        var reply = await host.ReplyAsync(ticket);
        await host.QueryAsync<int>("update helpdesk.ticket set assignee = @Id where number = @ticket returning 1", new { actor.Id, ticket });

        await host.ReceiveAsync(Mails.Bounce(reply.MessageId, action: action, status: status));

        var news = await host.Services.GetRequiredService<NotificationReader>().ReadAsync(actor.Id, since, default);
        news.Any(one => one.Title == "Not delivered" && one.Path.StartsWith($"/tickets/{ticket}?entry=", StringComparison.Ordinal)).ShouldBe(told);
    }
}
