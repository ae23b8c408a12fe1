using System.Text;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Imap;
using HelpdeskMail.Mail.Reading;
using HelpdeskMail.Mail.Sending;

namespace HelpdeskMail.Mail.Tests.Imap;

public sealed class ImapOnDovecotTests(DovecotFixture dovecot) : IClassFixture<DovecotFixture>, IAsyncLifetime
{
    public ValueTask InitializeAsync() => dovecot.StartAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static string Mail(string subject, int bytes = 200) =>
        $"From: Anna <anna@customer.example>\r\nTo: support@example.com\r\nSubject: {subject}\r\nMessage-ID: <{subject}@customer.example>\r\n\r\n{new string('x', Math.Min(bytes, 70))}\r\n"
        + string.Concat(Enumerable.Repeat(new string('y', 70) + "\r\n", bytes / 72));

    [Theory]
    [InlineData("PLAIN", ConnectionProtection.None)]
    [InlineData("LOGIN", ConnectionProtection.StartTls)]
    [InlineData("CRAM-MD5", ConnectionProtection.None)]
    [InlineData("SCRAM-SHA-1", ConnectionProtection.Tls)]
    [InlineData("SCRAM-SHA-256", ConnectionProtection.StartTls)]
    public async Task Mailbox_signs_in_with_a_password(string mechanism, ConnectionProtection protection)
    {
        var account = await dovecot.NewAccountAsync();
        var log = new RecordedLog();
        await using var mailbox = await ImapMailbox.ConnectAsync(dovecot.Imap(protection) with { AllowedMechanisms = [mechanism] }, account, log: log);

        (await mailbox.OpenFolderAsync("INBOX")).Exists.ShouldBe(0);
        log.Text.ShouldContain($"AUTHENTICATE {mechanism}");
        log.Text.ShouldNotContain(account.Secret);
        log.Text.ShouldNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{account.UserName}\0{account.Secret}")));
        await mailbox.CloseAsync();
    }

    [Theory]
    [InlineData("XOAUTH2", ConnectionProtection.StartTls)]
    [InlineData("OAUTHBEARER", ConnectionProtection.Tls)]
    public async Task Mailbox_signs_in_with_an_access_token(string mechanism, ConnectionProtection protection)
    {
        var account = await dovecot.NewAccountAsync();
        var token = dovecot.Server.CreateAccessToken(account.UserName, TimeSpan.FromHours(1));
        var log = new RecordedLog();
        await using var mailbox = await ImapMailbox.ConnectAsync(dovecot.Imap(protection) with { AllowedMechanisms = [mechanism] }, new MailCredential.AccessToken(account.UserName, token), log: log);

        (await mailbox.OpenFolderAsync("INBOX")).Exists.ShouldBe(0);
        log.Text.ShouldContain($"AUTHENTICATE {mechanism}");
        log.Text.ShouldNotContain(token);
    }

    [Theory]
    [InlineData("XOAUTH2")]
    [InlineData("OAUTHBEARER")]
    public async Task Mailbox_names_the_refused_token_and_keeps_the_challenge_when_it_has_expired(string mechanism)
    {
        var account = await dovecot.NewAccountAsync();
        var token = dovecot.Server.CreateAccessToken(account.UserName, TimeSpan.FromHours(-2));
        var failure = await Should.ThrowAsync<MailFailureException>(() =>
            ImapMailbox.ConnectAsync(dovecot.Imap(ConnectionProtection.Tls) with { AllowedMechanisms = [mechanism] }, new MailCredential.AccessToken(account.UserName, token)));

        failure.Failure.Kind.ShouldBe(MailFailureKind.AccessTokenRefused);
        failure.Failure.ServerAnswer!.ShouldContain("\"status\":");
        failure.Failure.ServerAnswer!.ShouldNotContain(token);
    }

    [Fact]
    public async Task Mailbox_says_that_the_password_was_refused_when_it_is_wrong()
    {
        var account = await dovecot.NewAccountAsync();
        foreach (var mechanism in new[] { "PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-256" })
        {
            var failure = await Should.ThrowAsync<MailFailureException>(() =>
                ImapMailbox.ConnectAsync(dovecot.Imap(ConnectionProtection.Tls) with { AllowedMechanisms = [mechanism] }, account with { Secret = "wrong-password" }));
            failure.Failure.Kind.ShouldBe(MailFailureKind.PasswordRefused);
            failure.ConnectionLost.ShouldBeTrue();
        }
    }

    [Fact]
    public async Task Mailbox_gives_every_message_byte_for_byte_and_leaves_it_unread()
    {
        var account = await dovecot.NewAccountAsync();
        var sent = Enumerable.Range(0, 150).Select(number => Mail($"m{number}", number * 997 % 70_000)).ToList();
        var log = new RecordedLog();
        await using var mailbox = await dovecot.OpenAsync(account, log: log);
        foreach (var mail in sent)
        {
            await mailbox.AppendAsync("INBOX", MessageContent.Of(Encoding.UTF8.GetBytes(mail)), MessageMarks.None, null);
        }

        var keys = await mailbox.ListAsync(MessageFilter.Everything);
        var received = new List<string>();
        await foreach (var message in mailbox.FetchAsync(keys))
        {
            using var reader = new StreamReader(message.Content);
            received.Add(await reader.ReadToEndAsync());
            message.IsWhole.ShouldBeTrue();
            message.Size.ShouldBe(received[^1].Length);
            message.ReceivedAt.ShouldNotBeNull();
        }

        keys.Count.ShouldBe(sent.Count);
        received.Count.ShouldBe(sent.Count, log.Text[^6000..]);
        received.SequenceEqual(sent).ShouldBeTrue();
        (await mailbox.ListAsync(new MessageFilter(Unread: true))).Count.ShouldBe(150);
    }

    [Fact]
    public async Task Mailbox_gives_only_the_header_when_a_message_is_larger_than_wanted()
    {
        var account = await dovecot.NewAccountAsync();
        await dovecot.Server.DeliverAsync(account.UserName, Mail("large", 100_000));
        await dovecot.Server.DeliverAsync(account.UserName, Mail("small"));
        var log = new RecordedLog();
        await using var mailbox = await dovecot.OpenAsync(account, log: log);

        var seen = new List<(bool Whole, string Text, long Size)>();
        await foreach (var message in mailbox.FetchAsync(await mailbox.ListAsync(MessageFilter.Everything), maxSize: 10_000))
        {
            using var reader = new StreamReader(message.Content);
            seen.Add((message.IsWhole, await reader.ReadToEndAsync(), message.Size));
        }

        seen.Count.ShouldBe(2, log.Text);
        seen.Single(message => message.Whole).Text.ShouldContain("Subject: small");
        var large = seen.Single(message => !message.Whole);
        large.Text.ShouldContain("Subject: large");
        large.Text.ShouldNotContain("yyyy");
        large.Size.ShouldBeGreaterThan(90_000);
    }

    [Fact]
    public async Task Mailbox_goes_on_when_a_caller_stops_in_the_middle_of_a_message()
    {
        var account = await dovecot.NewAccountAsync();
        for (var number = 0; number < 5; number++)
        {
            await dovecot.Server.DeliverAsync(account.UserName, Mail($"m{number}", 200_000));
        }

        await using var mailbox = await dovecot.OpenAsync(account);
        var keys = await mailbox.ListAsync(MessageFilter.Everything);
        await foreach (var message in mailbox.FetchAsync(keys))
        {
            await message.Content.ReadExactlyAsync(new byte[100]);
            break;
        }

        await mailbox.MarkSeenAsync(keys);
        (await mailbox.ListAsync(new MessageFilter(Unread: true))).ShouldBeEmpty();
    }

    [Fact]
    public async Task Mailbox_lists_only_what_came_after_a_place()
    {
        var account = await dovecot.NewAccountAsync();
        await dovecot.Server.DeliverAsync(account.UserName, Mail("first"));
        await using var mailbox = await dovecot.OpenAsync(account);
        var opened = await mailbox.OpenFolderAsync("inbox");
        (await mailbox.ListAsync(new MessageFilter(After: opened.End))).ShouldBeEmpty();

        await dovecot.Server.DeliverAsync(account.UserName, Mail("second"));
        var key = (await mailbox.ListAsync(new MessageFilter(After: opened.End))).ShouldHaveSingleItem();

        new MessageKey(key.Value).ShouldBe(key);
        key.Value.ShouldStartWith(opened.Generation + "/");
        (await mailbox.ListAsync(new MessageFilter(After: key))).ShouldBeEmpty();
        (await mailbox.ListAsync(new MessageFilter(After: new MessageKey("999/1")))).Count.ShouldBe(2, "a place of another generation shuts nothing out");
    }

    [Fact]
    public async Task Mailbox_moves_messages_into_a_folder_it_makes_when_it_is_missing()
    {
        var account = await dovecot.NewAccountAsync();
        await dovecot.Server.DeliverAsync(account.UserName, Mail("moved"));
        await dovecot.Server.DeliverAsync(account.UserName, Mail("stays"));
        await using var mailbox = await dovecot.OpenAsync(account);
        var keys = await mailbox.ListAsync(MessageFilter.Everything);

        var missing = await Should.ThrowAsync<MailFailureException>(async () => await mailbox.MoveAsync([keys[0]], "Erledigt/Übrig & mehr", createIfMissing: false));
        missing.Failure.Kind.ShouldBe(MailFailureKind.FolderMissing);
        missing.ConnectionLost.ShouldBeFalse();
        await mailbox.MoveAsync([keys[0]], "Erledigt/Übrig & mehr", createIfMissing: true);
        await mailbox.MoveAsync([keys[0]], "Erledigt/Übrig & mehr", createIfMissing: true);

        (await mailbox.ListAsync(MessageFilter.Everything)).ShouldHaveSingleItem().ShouldBe(keys[1]);
        (await mailbox.OpenFolderAsync("Erledigt/Übrig & mehr")).Exists.ShouldBe(1);
        (await mailbox.FindByMessageIdAsync("moved@customer.example")).Count.ShouldBe(1);
        (await mailbox.ListFoldersAsync()).ShouldContain(folder => folder.Name == "Erledigt/Übrig & mehr");
    }

    [Fact]
    public async Task Mailbox_finds_a_mail_by_the_id_it_had_before_exchange_gave_it_another()
    {
        var account = await dovecot.NewAccountAsync();
        await dovecot.Server.DeliverAsync(account.UserName, Mail("other"));
        await dovecot.Server.DeliverAsync(account.UserName, "X-Microsoft-Original-Message-ID: <before@contoso.example>\r\n" + Mail("renamed"));
        await using var mailbox = await dovecot.OpenAsync(account);
        var keys = await mailbox.ListAsync(MessageFilter.Everything);

        (await mailbox.FindByMessageIdAsync("before@contoso.example")).ShouldBe([keys[1]]);
        (await mailbox.FindByMessageIdAsync("<renamed@customer.example>")).ShouldBe([keys[1]]);
        (await mailbox.FindByMessageIdAsync("nobody@contoso.example")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Mailbox_deletes_what_it_is_told_and_nothing_else_that_is_marked()
    {
        var account = await dovecot.NewAccountAsync();
        foreach (var subject in new[] { "a", "b", "c" })
        {
            await dovecot.Server.DeliverAsync(account.UserName, Mail(subject));
        }

        await using var mailbox = await dovecot.OpenAsync(account);
        await mailbox.AppendAsync("INBOX", MessageContent.Of(Encoding.UTF8.GetBytes(Mail("marked"))), MessageMarks.Deleted | MessageMarks.Seen, null);
        var keys = await mailbox.ListAsync(MessageFilter.Everything);
        await mailbox.DeleteAsync([keys[1]]);

        (await mailbox.ListAsync(MessageFilter.Everything)).ShouldBe([keys[0], keys[2], keys[3]]);
    }

    [Fact]
    public async Task Mailbox_leaves_out_messages_that_are_gone()
    {
        var account = await dovecot.NewAccountAsync();
        foreach (var subject in new[] { "a", "b", "c" })
        {
            await dovecot.Server.DeliverAsync(account.UserName, Mail(subject));
        }

        await using var mailbox = await dovecot.OpenAsync(account);
        await using var other = await dovecot.OpenAsync(account);
        var keys = await mailbox.ListAsync(MessageFilter.Everything);
        await other.DeleteAsync([keys[1]]);

        var seen = new List<MessageKey>();
        await foreach (var message in mailbox.FetchAsync(keys))
        {
            seen.Add(message.Key);
        }

        seen.ShouldBe([keys[0], keys[2]]);
        await mailbox.MarkSeenAsync(keys);
    }

    [Fact]
    public async Task Mailbox_wakes_when_a_message_arrives()
    {
        var account = await dovecot.NewAccountAsync();
        await using var mailbox = await dovecot.OpenAsync(account);
        var waiting = mailbox.WaitForChangeAsync(TimeSpan.FromSeconds(30)).AsTask();
        await dovecot.Server.DeliverAsync(account.UserName, Mail("new"));

        (await waiting).ShouldBeTrue();
        (await mailbox.ListAsync(MessageFilter.Everything)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Mailbox_stays_usable_when_waiting_is_cancelled_or_runs_out()
    {
        var account = await dovecot.NewAccountAsync();
        await using var mailbox = await dovecot.OpenAsync(account);
        using var cancelled = new CancellationTokenSource();
        var waiting = mailbox.WaitForChangeAsync(TimeSpan.FromMinutes(5), cancelled.Token).AsTask();
        await cancelled.CancelAsync();

        (await waiting).ShouldBeFalse();
        (await mailbox.WaitForChangeAsync(TimeSpan.FromMilliseconds(50))).ShouldBeFalse();
        (await mailbox.OpenFolderAsync("INBOX")).Exists.ShouldBe(0);
    }

    [Fact]
    public async Task Mailbox_says_that_the_server_closed_when_it_is_killed_while_waiting()
    {
        await using var server = await HelpdeskMail.Fixtures.Dovecot.DovecotServer.StartAsync();
        var account = new MailCredential.Password("support@example.com", "secret-of-support");
        await using var mailbox = await ImapMailbox.ConnectAsync(new MailServer("127.0.0.1", server.ImapPort, ConnectionProtection.None), account);
        await mailbox.OpenFolderAsync("INBOX");
        var waiting = mailbox.WaitForChangeAsync(TimeSpan.FromMinutes(5)).AsTask();
        await server.KillAsync();

        var failure = await Should.ThrowAsync<MailFailureException>(() => waiting);
        failure.Failure.Kind.ShouldBe(MailFailureKind.ServerClosed);
        failure.ConnectionLost.ShouldBeTrue();
    }

    [Fact]
    public async Task Mailbox_knows_special_folders_and_says_when_one_is_missing()
    {
        var account = await dovecot.NewAccountAsync();
        await using var mailbox = await dovecot.OpenAsync(account);
        var folders = await mailbox.ListFoldersAsync();

        folders.Single(folder => folder.Role is FolderRole.Sent).ShouldBe(new MailFolder("Sent", '/', FolderRole.Sent, RoleIsGuessed: false, Selectable: true) { Messages = 0, Unread = 0 });
        folders.ShouldContain(folder => folder.Name == "INBOX" && folder.Role == FolderRole.Inbox);
        var missing = await Should.ThrowAsync<MailFailureException>(async () => await mailbox.OpenFolderAsync("No such folder"));
        missing.Failure.Kind.ShouldBe(MailFailureKind.FolderMissing);
        (await mailbox.OpenFolderAsync("Sent")).Exists.ShouldBe(0);
    }

    [Fact]
    public async Task Mailbox_works_through_compression()
    {
        var account = await dovecot.NewAccountAsync();
        await dovecot.Server.DeliverAsync(account.UserName, Mail("packed", 50_000));
        await using var mailbox = await ImapMailbox.ConnectAsync(dovecot.Imap(ConnectionProtection.Tls), account, new ImapOptions { Compress = true });
        await mailbox.OpenFolderAsync("INBOX");

        await foreach (var message in mailbox.FetchAsync(await mailbox.ListAsync(MessageFilter.Everything)))
        {
            using var reader = new StreamReader(message.Content);
            (await reader.ReadToEndAsync()).ShouldContain("Subject: packed");
        }

        (await mailbox.WaitForChangeAsync(TimeSpan.FromMilliseconds(50))).ShouldBeFalse();
    }
}
