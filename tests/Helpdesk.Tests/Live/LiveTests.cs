using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Tests.Hosting;

namespace HelpdeskMail.Helpdesk.Tests.Live;

public sealed class LiveTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    [Fact]
    public async Task Open_page_hears_of_new_mail()
    {
        using var browser = await host.AdministratorAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await using var stream = await browser.GetStreamAsync(new Uri("/live", UriKind.Relative), limit.Token);
        using var reader = new StreamReader(stream);
        (await NextAsync(reader, "event: hello", limit.Token)).ShouldBeTrue();

        var entry = (await host.ReceiveAsync(Mails.Plain())).ShouldBeOfType<IntakeOutcome.Entry>();

        (await NextAsync(reader, $"data: ticket {entry.TicketNumber}", limit.Token)).ShouldBeTrue();
    }

    private static async Task<bool> NextAsync(StreamReader reader, string wanted, CancellationToken cancellation)
    {
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            if (line == wanted)
            {
                return true;
            }
        }

        return false;
    }
}
