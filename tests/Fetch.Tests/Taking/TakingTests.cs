using HelpdeskMail.Contracts.Mail;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Fetch.Tests.Hosting;
using HelpdeskMail.Fetch.Tests.Scripted;
using HelpdeskMail.Fixtures;

namespace HelpdeskMail.Fetch.Tests.Taking;

public sealed class TakingTests(FetchSetting setting) : IClassFixture<FetchSetting>
{
    [Fact]
    public async Task Every_message_is_stored_marked_and_announced_once_and_new_ones_follow_at_once()
    {
        var server = new ScriptedServer();
        for (var number = 0; number < 60; number++)
        {
            server.Deliver($"every-{number}");
        }

        var email = await setting.LinkAsync(server);
        await setting.StoredAsync(email.Id, 60, "what was there");
        server.Deliver("every-new");
        await setting.StoredAsync(email.Id, 61, "what came while waiting");

        await Eventually.HoldsAsync("all are marked read", () => Task.FromResult(server.Messages.All(message => message.Seen)));
        var receipts = await setting.ReceiptsAsync(email.Id);
        await Eventually.HoldsAsync("all are announced", () => setting.AnnouncedAsync(receipts));
        receipts.ShouldAllBe(receipt => Announced(receipt.Id) <= 1);
        receipts.Select(receipt => receipt.Content).Distinct().Count().ShouldBe(61);
        server.Connections.ShouldBe(1);
        (await setting.PlaceAsync(email.Id)).ShouldBe("7/61");
    }

    [Theory]
    [InlineData(StartFrom.Everything, 3)]
    [InlineData(StartFrom.Unread, 2)]
    [InlineData(StartFrom.Now, 1)]
    public async Task First_sight_takes_what_the_start_rule_says(StartFrom startFrom, int expected)
    {
        var server = new ScriptedServer();
        server.Deliver($"read-{startFrom}", seen: true);
        server.Deliver($"unread-{startFrom}");
        var email = await setting.LinkAsync(server, receiving => receiving with { StartFrom = startFrom });
        await Eventually.HoldsAsync("the folder was looked into", async () => await setting.PlaceAsync(email.Id) == "7/2");

        server.Deliver($"later-{startFrom}", seen: true);

        await setting.StoredAsync(email.Id, expected, startFrom.ToString());
    }

    [Fact]
    public async Task Renumbered_folder_gives_no_doubles_and_loses_nothing()
    {
        var server = new ScriptedServer();
        server.Deliver("old-1");
        server.Deliver("old-2");
        var email = await setting.LinkAsync(server);
        await setting.StoredAsync(email.Id, 2, "before");

        // No server gives new numbers in a folder that is open: whoever waits in it loses the connection.
        server.Fault = step =>
        {
            if (step == "woken")
            {
                server.Fault = _ => { };
                throw ScriptedServer.Failure(Mail.Failures.MailFailureKind.ServerClosed);
            }
        };
        server.Renumber();
        server.Deliver("between");
        server.Deliver("after");

        await setting.StoredAsync(email.Id, 4, "after renumbering");
        await Eventually.HoldsAsync("the new numbering is followed", async () => await setting.PlaceAsync(email.Id) == "8/4");
        (await setting.ReceiptsAsync(email.Id)).Select(receipt => receipt.Content).Distinct().Count().ShouldBe(4);
    }

    [Theory]
    [InlineData(4_000_000_000u)]
    [InlineData(1u)]
    public async Task Untrue_word_on_the_next_number_hides_no_new_mail_and_brings_no_old(uint told)
    {
        var server = new ScriptedServer { ToldNextUid = told };
        server.Deliver($"old-1-{told}");
        server.Deliver($"old-2-{told}");
        var email = await setting.LinkAsync(server, receiving => receiving with { StartFrom = StartFrom.Now });
        await Eventually.HoldsAsync("the folder was looked into", async () => await setting.PlaceAsync(email.Id) == "7/2");

        server.Deliver($"new-{told}");

        await setting.StoredAsync(email.Id, 1, "the new one alone");
    }

    [Fact]
    public async Task Mailbox_restored_with_its_old_numbering_hides_no_new_mail_and_makes_no_doubles()
    {
        var server = new ScriptedServer();
        foreach (var number in Enumerable.Range(0, 5))
        {
            server.Deliver($"before-{number}");
        }

        var email = await setting.LinkAsync(server);
        await setting.StoredAsync(email.Id, 5, "before");

        server.Fault = step =>
        {
            if (step == "woken")
            {
                server.Fault = _ => { };
                throw ScriptedServer.Failure(Mail.Failures.MailFailureKind.ServerClosed);
            }
        };

        // Restored from a backup of earlier: two of the five are back, under their numbers or others, and what comes next gets numbers that were given before.
        server.Restore("before-3", "new-a", "before-1");
        server.Deliver("new-b");

        await setting.StoredAsync(email.Id, 7, "what is new as well");
        (await setting.ReceiptsAsync(email.Id)).Select(receipt => receipt.Content).Distinct().Count().ShouldBe(7);
        server.Deliver("new-c");
        await setting.StoredAsync(email.Id, 8, "and what comes later");
    }

    [Fact]
    public async Task Mail_that_was_done_with_long_ago_and_is_put_back_is_left_as_it_is()
    {
        var server = new ScriptedServer { HasOrder = false };
        var old = server.Deliver(ScriptedServer.Raw("long ago"), receivedAt: TimeProvider.System.GetUtcNow().AddDays(-60));
        server.Deliver("still known");
        var email = await setting.LinkAsync(server, receiving => receiving with { StartFrom = StartFrom.Everything, AfterStoring = AfterStoring.MarkRead });
        await Eventually.HoldsAsync("both are marked", () => Task.FromResult(server.Messages.All(message => message.Seen)));
        await Eventually.HoldsAsync("the look is over", async () => await setting.PlaceAsync(email.Id) is not null);

        await setting.ExecuteAsync("delete from \"fetch\".settled_key where system_email_id = @Id and key like @key", new { email.Id, key = $"%/{old}" });
        server.Messages.Single(message => message.Uid == old).Seen = false;
        var later = server.Deliver("later");
        await setting.FetchNowAsync(email.Id);

        await Eventually.HoldsAsync("the later one is marked", () => Task.FromResult(server.Messages.Single(message => message.Uid == later).Seen));
        (await setting.CountAsync("select count(*) from \"fetch\".settled_key where system_email_id = @Id", new { email.Id })).ShouldBe(3);
        server.Messages.Single(message => message.Uid == old).Seen.ShouldBeFalse();
    }

    [Fact]
    public async Task Mail_that_comes_while_the_first_lists_are_made_is_new()
    {
        var server = new ScriptedServer { HasOrder = false };
        server.Deliver("read", seen: true);
        server.Deliver("unread");
        var lists = 0;
        server.Fault = step =>
        {
            if (step == "list" && ++lists == 2)
            {
                server.Deliver("just now");
            }
        };

        var email = await setting.LinkAsync(server, receiving => receiving with { StartFrom = StartFrom.Unread });

        await setting.StoredAsync(email.Id, 2, "what was unread and what came");
        lists.ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task Folder_that_fills_while_it_is_open_is_not_taken_for_a_restored_one()
    {
        var server = new ScriptedServer();
        server.Deliver("there-1");
        server.Deliver("there-2");
        var email = await setting.LinkAsync(server);
        await setting.StoredAsync(email.Id, 2, "what was there");

        for (var number = 3; number <= 8; number++)
        {
            server.Deliver($"later-{number}");
            await setting.StoredAsync(email.Id, number, "what came later");
        }

        (await setting.CountAsync("select epoch from \"fetch\".cursor where system_email_id = @Id", new { email.Id })).ShouldBe(0);
        server.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task Two_different_mails_with_one_message_id_are_two()
    {
        var server = new ScriptedServer();
        server.Deliver("Message-ID: <same@x>\r\n\r\none\r\n"u8.ToArray());
        server.Deliver("Message-ID: <same@x>\r\n\r\ntwo\r\n"u8.ToArray());

        var email = await setting.LinkAsync(server);

        await setting.StoredAsync(email.Id, 2, "both");
    }

    [Theory]
    [InlineData(AfterStoring.Move)]
    [InlineData(AfterStoring.Delete)]
    public async Task Stored_messages_leave_the_folder_when_told_so(AfterStoring afterStoring)
    {
        var server = new ScriptedServer();
        server.Deliver($"leaves-1-{afterStoring}");
        server.Deliver($"leaves-2-{afterStoring}");

        var email = await setting.LinkAsync(server, receiving => receiving with { AfterStoring = afterStoring, MoveToFolder = "Done" });

        await Eventually.HoldsAsync("the folder is empty", () => Task.FromResult(server.Messages.Count == 0));
        (await setting.ReceiptsAsync(email.Id)).Count.ShouldBe(2);
        server.Moved.Count.ShouldBe(afterStoring == AfterStoring.Move ? 2 : 0);
    }

    [Fact]
    public async Task Server_without_idle_is_polled_and_looked_into_when_asked()
    {
        var server = new ScriptedServer { CanWait = false };
        server.Deliver("polled-1");
        var email = await setting.LinkAsync(server, receiving => receiving with { PollInterval = TimeSpan.FromHours(1) });
        await setting.StoredAsync(email.Id, 1, "first look");
        server.Deliver("polled-2");

        using var client = setting.Fetch.AsHelpdesk();
        (await client.PostAsync($"/internal/mailboxes/{email.Id}/fetch-now", content: null)).StatusCode.ShouldBe(System.Net.HttpStatusCode.Accepted);

        await setting.StoredAsync(email.Id, 2, "second look");
        await Eventually.HoldsAsync("the connection is not kept", () => Task.FromResult(server.Open == 0));
    }

    [Fact]
    public async Task Paused_mailbox_is_left_and_taken_up_again()
    {
        var server = new ScriptedServer();
        var email = await setting.LinkAsync(server);
        await Eventually.HoldsAsync("connected", () => Task.FromResult(server.Open == 1));

        await setting.ChangeAsync(email with { Paused = true, Revision = 2 });
        await Eventually.HoldsAsync("left", () => Task.FromResult(server.Open == 0));
        server.Deliver("while-paused");
        await setting.ChangeAsync(email with { Revision = 3 });

        await setting.StoredAsync(email.Id, 1, "after the pause");
    }

    private int Announced(long receipt) => setting.Fetch.Published.OfType<MailReceived>().SelectMany(message => message.Mails).Count(mail => mail.ReceiptId == receipt);
}
