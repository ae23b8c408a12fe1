using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Tests.Smtp;

namespace HelpdeskMail.Mail.Tests.Interoperability;

public sealed class PostfixTests(PostfixFixture servers) : IClassFixture<PostfixFixture>, IAsyncLifetime
{
    public ValueTask InitializeAsync() => servers.StartAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Postfix_takes_what_we_send_and_refuses_what_it_must()
    {
        var account = await servers.NewAccountAsync();

        ServerTable.ShouldSay("Postfix", await SmtpSuite.RunAsync(servers.Submission(ConnectionProtection.StartTls), account.UserName, account.Secret));

        await Fixtures.Eventually.HoldsAsync("all are delivered", async () => (await servers.InboxAsync(account)).Count == SmtpSuite.Taken.Count);
        foreach (var subject in SmtpSuite.Taken)
        {
            (await servers.InboxAsync(account)).ShouldContain(mail => mail.Contains($"Subject: {subject}\r\n", StringComparison.Ordinal) && mail.Contains("\r\n.A line of the message.\r\n", StringComparison.Ordinal));
        }
    }
}
