using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Live;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

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

    [Fact]
    public async Task Flood_of_changes_is_a_few_messages_that_name_all_of_them()
    {
        using var browser = await host.AdministratorAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await using var stream = await browser.GetStreamAsync(new Uri("/live", UriKind.Relative), limit.Token);
        using var reader = new StreamReader(stream);
        (await NextAsync(reader, "event: hello", limit.Token)).ShouldBeTrue();
        var hub = host.Services.GetRequiredService<LiveHub>();
        var wanted = Enumerable.Range(900_001, 600).Select(number => $"data: ticket {number}").ToHashSet();

        foreach (var line in wanted)
        {
            hub.Tell(line["data: ".Length..]);
            hub.Tell("intake");
        }

        var messages = 0;
        while (wanted.Count > 0 && await reader.ReadLineAsync(limit.Token) is { } line)
        {
            messages += line == "event: changed" ? 1 : 0;
            wanted.Remove(line);
        }

        wanted.ShouldBeEmpty();
        messages.ShouldBeLessThan(100);
    }

    [Fact]
    public async Task Page_that_does_not_keep_up_is_told_that_everything_may_have_changed()
    {
        var hub = new LiveHub();
        using var page = hub.Listen();
        foreach (var number in Enumerable.Range(1, 1_500))
        {
            hub.Tell($"ticket {number}");
        }

        (await page.ReadAsync(TestContext.Current.CancellationToken)).ShouldContain("all");
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
