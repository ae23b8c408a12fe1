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

        news.ShouldContain(one => one.Title == "New mail, nobody has it" && one.Path.StartsWith($"/tickets/{ticket}#", StringComparison.Ordinal));
    }
}
