using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Pop3;
using HelpdeskMail.Mail.Reading;
using HelpdeskMail.Mail.Tests.Imap;

namespace HelpdeskMail.Mail.Tests.Pop3;

public sealed class Pop3OnDovecotTests(DovecotFixture dovecot) : IClassFixture<DovecotFixture>, IAsyncLifetime
{
    public ValueTask InitializeAsync() => dovecot.StartAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private MailServer Server(ConnectionProtection protection) =>
        new(dovecot.Server.Host, protection is ConnectionProtection.Tls ? dovecot.Server.Pop3sPort : dovecot.Server.Pop3Port, protection) { TrustedCertificates = [dovecot.Server.Root] };

    private static string Mail(string subject, string body) => $"From: anna@customer.example\r\nSubject: {subject}\r\nMessage-ID: <{subject}@customer.example>\r\n\r\n{body}\r\n";

    [Theory]
    [InlineData("PLAIN", ConnectionProtection.None)]
    [InlineData("SCRAM-SHA-256", ConnectionProtection.StartTls)]
    [InlineData("XOAUTH2", ConnectionProtection.Tls)]
    [InlineData("OAUTHBEARER", ConnectionProtection.StartTls)]
    public async Task Mailbox_signs_in(string mechanism, ConnectionProtection protection)
    {
        var account = await dovecot.NewAccountAsync();
        MailCredential credential = mechanism.Contains("OAUTH", StringComparison.Ordinal)
            ? new MailCredential.AccessToken(account.UserName, dovecot.Server.CreateAccessToken(account.UserName, TimeSpan.FromHours(1)))
            : account;
        var log = new RecordedLog();
        await using var mailbox = await Pop3Mailbox.ConnectAsync(Server(protection) with { AllowedMechanisms = [mechanism] }, credential, log);

        (await mailbox.OpenFolderAsync("INBOX")).Exists.ShouldBe(0);
        log.Text.ShouldContain($"AUTH {mechanism}");
        log.Text.ShouldNotContain(account.Secret);
    }

    [Fact]
    public async Task Mailbox_says_that_the_password_was_refused()
    {
        var account = await dovecot.NewAccountAsync();
        var failure = await Should.ThrowAsync<MailFailureException>(() => Pop3Mailbox.ConnectAsync(Server(ConnectionProtection.Tls), account with { Secret = "wrong-password" }));
        failure.Failure.Kind.ShouldBe(MailFailureKind.PasswordRefused);
    }

    [Fact]
    public async Task Mailbox_gives_every_message_byte_for_byte_with_keys_that_last()
    {
        var account = await dovecot.NewAccountAsync();
        string[] bodies = [".", "..\r\n.\r\n...", "plain", string.Concat(Enumerable.Repeat(".line with a dot in front, and more\r\n", 3000)), ""];
        for (var number = 0; number < bodies.Length; number++)
        {
            await dovecot.Server.DeliverAsync(account.UserName, Mail($"m{number}", bodies[number]));
        }

        var keys = new List<IReadOnlyList<MessageKey>>();
        for (var session = 0; session < 2; session++)
        {
            await using var mailbox = await Pop3Mailbox.ConnectAsync(Server(ConnectionProtection.Tls), account);
            await mailbox.OpenFolderAsync("");
            keys.Add(await mailbox.ListAsync(MessageFilter.Everything));
            var received = new List<string>();
            await foreach (var message in mailbox.FetchAsync(keys[^1]))
            {
                using var reader = new StreamReader(message.Content);
                received.Add(await reader.ReadToEndAsync());
            }

            received.Select(text => text[text.IndexOf("From: anna", StringComparison.Ordinal)..]).ShouldBe(bodies.Select((body, number) => Mail($"m{number}", body)));
            await mailbox.CloseAsync();
        }

        keys[0].ShouldBe(keys[1]);
    }

    [Fact]
    public async Task Mailbox_deletes_only_when_it_is_closed()
    {
        var account = await dovecot.NewAccountAsync();
        foreach (var subject in new[] { "a", "b" })
        {
            await dovecot.Server.DeliverAsync(account.UserName, Mail(subject, "x"));
        }

        (await DeleteFirstAsync(account, close: false)).ShouldBe(2);
        (await DeleteFirstAsync(account, close: true)).ShouldBe(2);
        (await DeleteFirstAsync(account, close: false)).ShouldBe(1);
    }

    [Fact]
    public async Task Mailbox_goes_on_when_a_caller_stops_in_the_middle_of_a_message()
    {
        var account = await dovecot.NewAccountAsync();
        foreach (var subject in new[] { "a", "b", "c" })
        {
            await dovecot.Server.DeliverAsync(account.UserName, Mail(subject, new string('x', 900) + "\r\n" + new string('y', 900)));
        }

        await using var mailbox = await Pop3Mailbox.ConnectAsync(Server(ConnectionProtection.None), account);
        await mailbox.OpenFolderAsync("INBOX");
        var keys = await mailbox.ListAsync(MessageFilter.Everything);
        await foreach (var message in mailbox.FetchAsync(keys))
        {
            await message.Content.ReadExactlyAsync(new byte[10]);
            break;
        }

        var headers = 0;
        await foreach (var message in mailbox.FetchAsync(keys, maxSize: 10))
        {
            using var reader = new StreamReader(message.Content);
            (await reader.ReadToEndAsync()).ShouldNotContain("yyy");
            message.IsWhole.ShouldBeFalse();
            headers++;
        }

        headers.ShouldBe(3);
        await mailbox.CloseAsync();
    }

    private async Task<int> DeleteFirstAsync(MailCredential account, bool close)
    {
        await using var mailbox = await Pop3Mailbox.ConnectAsync(Server(ConnectionProtection.None), account);
        await mailbox.OpenFolderAsync("INBOX");
        var keys = await mailbox.ListAsync(MessageFilter.Everything);
        await mailbox.DeleteAsync([keys[0]]);
        if (close)
        {
            await mailbox.CloseAsync();
        }

        return keys.Count;
    }
}
