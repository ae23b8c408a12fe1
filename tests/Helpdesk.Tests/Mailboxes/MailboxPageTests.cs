using System.Net;
using HelpdeskMail.Contracts.Mailboxes;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Helpdesk.Tests.Hosting;

namespace HelpdeskMail.Helpdesk.Tests.Mailboxes;

public sealed class MailboxPageTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    [Fact]
    public async Task Page_shows_state_progress_what_was_passed_over_and_the_last_conversations()
    {
        var now = TimeProvider.System.GetUtcNow();
        host.Fetch.Mailboxes[StubOAuth.Support] = new MailboxDetail(
            new MailboxStatus(
                StubOAuth.Support, MailboxActivity.BackingOff, now, now.AddMinutes(-3), now.AddMinutes(-1), now.AddMinutes(-3), 1234, 1, 7, 2,
                new MailboxProblem("throttled", "The server asks for a pause.", "Wait.", "NO slow down", now.AddMinutes(5)))
            { Waiting = 600, Lag = TimeSpan.FromMilliseconds(320) },
            [new MailboxFolder("INBOX", FirstReading: true, Waiting: 600, Total: 1000, Rate: 20, TimeLeft: TimeSpan.FromSeconds(30), now)],
            [new PassedOverMessage("INBOX", "7/3", "The message has 40 MB; <b>too large</b>.", 99, 2, now.AddHours(1), now)],
            "The folder «Done» cannot be made.",
            [new MailboxConversation("INBOX", now.AddMinutes(-2), now.AddMinutes(-1), "throttled", "10:00:00.000 < * BAD <script>throttled</script>\n")]);
        using var browser = await host.AdministratorAsync();

        var page = WebUtility.HtmlDecode(await browser.GetStringAsync($"/system-emails/{StubOAuth.Support}/mailbox"));

        page.ShouldContain("Waiting after a failure");
        page.ShouldContain("The server asks for a pause.");
        page.ShouldContain("400 of 1000, 20 a second, about 30 s left");
        page.ShouldContain("stored 320 ms after its server received it");
        page.ShouldContain("The folder «Done» cannot be made.");
        page.ShouldContain("href=\"/failed-mail/99/source\"");
        (await browser.GetStringAsync($"/system-emails/{StubOAuth.Support}/mailbox")).ShouldNotContain("<script>throttled");
    }

    [Theory]
    [InlineData("now", "fetch-now")]
    [InlineData("pause", "pause?by=")]
    [InlineData("resume", "resume")]
    public async Task Buttons_reach_the_fetch_service(string act, string call)
    {
        var now = TimeProvider.System.GetUtcNow();
        host.Fetch.Mailboxes[StubOAuth.Sales] = new MailboxDetail(
            new MailboxStatus(StubOAuth.Sales, MailboxActivity.Idle, now, now, null, null, 0, 0, 0, 0, null), [], [], null, []);
        using var browser = await host.AdministratorAsync();
        var page = $"/system-emails/{StubOAuth.Sales}/mailbox";

        using var answer = await HelpdeskHost.PostAsync(browser, page, page, ("act", act));

        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        host.Fetch.Calls.ShouldContain(asked => asked.StartsWith($"POST /internal/mailboxes/{StubOAuth.Sales}/{call}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Mailbox_that_was_never_worked_is_said_to_be_so()
    {
        using var browser = await host.AdministratorAsync();

        (await browser.GetStringAsync($"/system-emails/{Guid.NewGuid()}/mailbox")).ShouldContain("was not worked yet");
    }
}
