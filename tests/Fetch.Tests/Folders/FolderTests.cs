using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Fetch.Mailboxes;
using HelpdeskMail.Fetch.Tests.Hosting;
using HelpdeskMail.Fetch.Tests.Scripted;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Fixtures.Dovecot;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Imap;
using HelpdeskMail.Mail.Reading;
using Microsoft.AspNetCore.Http;

namespace HelpdeskMail.Fetch.Tests.Folders;

public sealed class FolderTests(FetchSetting setting) : IClassFixture<FetchSetting>
{
    private const string User = "folders@example.com";

    [Theory]
    [InlineData(3)]
    [InlineData(1)]
    public async Task Mail_of_every_folder_is_taken_and_what_is_moved_between_them_keeps_its_content(int connections)
    {
        await using var dovecot = await DovecotServer.StartAsync();
        await dovecot.AddUserAsync(User, "a-password");
        setting.OAuth.Answer = _ => Results.Ok(new Credential(User, SignInMethod.Password, "a-password", null));
        for (var number = 0; number < 3; number++)
        {
            await dovecot.DeliverAsync(User, ScriptedServer.Raw($"folder-{connections}-{number}"));
        }

        await MoveFirstAsync(dovecot, "Sales");
        var email = await setting.LinkAsync(null, receiving => receiving with
        {
            MoreFolders = ["Sales"],
            MaxConnections = connections,
            AfterStoring = AfterStoring.Keep,
            Server = new ServerSettings("127.0.0.1", dovecot.ImapPort, ConnectionSecurity.None, SignInMethod.Password, UserName: null, TrustedCertificate: null),
        });
        await setting.StoredAsync(email.Id, 3, "of both folders");

        await MoveFirstAsync(dovecot, "Sales");
        await setting.FetchNowAsync(email.Id);
        await setting.StoredAsync(email.Id, 4, "the moved one in its new place");

        (await setting.ReceiptsAsync(email.Id)).Select(receipt => receipt.Content).Distinct().Count().ShouldBe(3);
        (await setting.DetailAsync(email.Id)).Folders.Select(folder => folder.Name).ShouldBe(["INBOX", "Sales"], ignoreOrder: true);
    }

    [Theory]
    [InlineData(ReceivingProtocol.Imap, null, "INBOX|a,c|b,d")]
    [InlineData(ReceivingProtocol.Imap, 1, "INBOX,a,b,c,d")]
    [InlineData(ReceivingProtocol.Imap, 10, "INBOX|a|b|c|d")]
    [InlineData(ReceivingProtocol.Graph, 10, "INBOX,a,b,c,d")]
    [InlineData(ReceivingProtocol.Pop3, 10, "")]
    public void Folders_are_spread_over_the_connections_a_mailbox_may_have(ReceivingProtocol protocol, int? connections, string expected)
    {
        var receiving = new ReceivingSettings(
            protocol, new ServerSettings("x", 1, ConnectionSecurity.Tls, SignInMethod.Password, null, null), "INBOX", AfterStoring.Keep, null, StartFrom.Now, TimeSpan.FromMinutes(1), 1000)
        { MoreFolders = ["a", "b", "c", "INBOX", "d"], MaxConnections = connections };

        string.Join('|', MailboxWorker.Spread(receiving).Select(folders => string.Join(',', folders))).ShouldBe(expected);
    }

    [Theory]
    [InlineData("Sales")]
    [InlineData("INBOX")]
    public async Task Folder_that_is_gone_keeps_no_other_from_being_read(string gone)
    {
        var server = new ScriptedServer();
        server.Deliver($"beside-{gone}");
        server.Fault = step =>
        {
            if (step == $"open {gone}")
            {
                throw ScriptedServer.Failure(MailFailureKind.FolderMissing, lost: false, FailureMender.MailboxAdmin, transient: false);
            }
        };

        var email = await setting.LinkAsync(server, receiving => receiving with { MoreFolders = ["Sales"], MaxConnections = 1 });

        await setting.StoredAsync(email.Id, 1, "that of the other folder");
        var status = await Eventually.ValueAsync("what is amiss is told", async () => (await setting.DetailAsync(email.Id)).Status is { Problem: not null } told ? told : null);
        status.Problem!.Code.ShouldBe("folder_missing");
        status.Problem.What.ShouldContain($"«{gone}»");
        server.Deliver($"later-beside-{gone}");
        await setting.FetchNowAsync(email.Id);
        await setting.StoredAsync(email.Id, 2, "what came later");
    }

    [Fact]
    public async Task Start_from_a_date_takes_what_was_received_from_that_moment_on_and_everything_later()
    {
        var server = new ScriptedServer();
        var start = TimeProvider.System.GetUtcNow().AddDays(-10);
        server.Deliver(ScriptedServer.Raw("too-old"), receivedAt: start.AddDays(-30));
        server.Deliver(ScriptedServer.Raw("same-day-before"), receivedAt: start.AddMinutes(-1));
        server.Deliver(ScriptedServer.Raw("same-day-after"), receivedAt: start.AddMinutes(1));
        server.Deliver(ScriptedServer.Raw("recent"));
        var email = await setting.LinkAsync(server, receiving => receiving with { StartFrom = StartFrom.Date, StartDate = start });
        await Eventually.HoldsAsync("the folder was read", async () => await setting.PlaceAsync(email.Id) == "7/4");

        server.Deliver(ScriptedServer.Raw("moved-here-later"), receivedAt: start.AddDays(-30));

        await setting.StoredAsync(email.Id, 3, "from the date on, and what came later whatever its date");
        await Eventually.HoldsAsync("what is not wanted is left alone", () => Task.FromResult(server.Messages.Count(message => message.Seen) == 3));
    }

    [Fact]
    public async Task Paused_mailbox_is_left_until_it_is_resumed_and_shows_who_did_it()
    {
        var server = new ScriptedServer();
        var email = await setting.LinkAsync(server);
        await Eventually.HoldsAsync("connected", () => Task.FromResult(server.Open == 1));
        using var client = setting.Fetch.AsHelpdesk();

        (await client.PostAsync($"/internal/mailboxes/{email.Id}/pause?by=Ada", null)).EnsureSuccessStatusCode();
        await Eventually.HoldsAsync("left", () => Task.FromResult(server.Open == 0));
        server.Deliver("while-paused");
        var paused = (await setting.DetailAsync(email.Id)).Status;
        (await client.PostAsync($"/internal/mailboxes/{email.Id}/resume", null)).EnsureSuccessStatusCode();

        await setting.StoredAsync(email.Id, 1, "after the pause");
        paused.PausedBy.ShouldBe("Ada");
        paused.PausedAt.ShouldNotBeNull();
        (await setting.DetailAsync(email.Id)).Status.PausedAt.ShouldBeNull();
        ((int)(await client.PostAsync($"/internal/mailboxes/{Guid.NewGuid()}/pause?by=Ada", null)).StatusCode).ShouldBe(404);
    }

    [Fact]
    public async Task Progress_and_what_was_passed_over_are_told()
    {
        var server = new ScriptedServer();
        for (var number = 0; number < 400; number++)
        {
            server.Deliver($"progress-{number}");
        }

        server.Unreadable.Add(3);
        using var go = new ManualResetEventSlim();
        server.Fault = step =>
        {
            // The process is held up in the middle of the folder, where a person may look.
            if (step == "fetch 300")
            {
                go.Wait(TimeSpan.FromSeconds(60));
            }
        };
        var email = await setting.LinkAsync(server);
        // What the folders say and what the mailbox says are read one after the other.
        var detail = await Eventually.ValueAsync("half of it is stored, and both say so", async () =>
            await setting.DetailOrNullAsync(email.Id) is { Folders: [{ Waiting: > 0 and <= 200 } half] } told && half.Waiting == told.Status.Waiting ? told : null);
        go.Set();

        var folder = detail.Folders.Single();
        folder.Total.ShouldBe(400);
        folder.Rate!.Value.ShouldBeGreaterThan(0);
        folder.TimeLeft.ShouldNotBeNull();
        detail.Failed.ShouldHaveSingleItem().Key.ShouldBe("7/3");
        await setting.StoredAsync(email.Id, 399, "all but one");
        await Eventually.HoldsAsync("nothing waits", async () => (await setting.DetailAsync(email.Id)).Status.Waiting == 0);
    }

    private static async Task MoveFirstAsync(DovecotServer dovecot, string folder)
    {
        await using var mailbox = await ImapMailbox.ConnectAsync(new MailServer("127.0.0.1", dovecot.ImapPort, ConnectionProtection.None), new MailCredential.Password(User, "a-password"));
        await mailbox.OpenFolderAsync("INBOX");
        var keys = await mailbox.ListAsync(MessageFilter.Everything);
        await mailbox.MoveAsync([keys[0]], folder, createIfMissing: true);
        await mailbox.CloseAsync();
    }
}
