using System.Text;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Fetch.Tests.Hosting;
using HelpdeskMail.Fetch.Tests.Scripted;
using HelpdeskMail.Fixtures;

namespace HelpdeskMail.Fetch.Tests.Pop3;

/// <summary>POP3 servers that give the UID of a deleted message to a new one, which RFC 1939 section 7 lets them do, and others with a way of their own of naming and deleting.</summary>
public sealed class OddPop3ServerTests(FetchSetting setting) : IClassFixture<FetchSetting>
{
    [Fact]
    public async Task Mail_under_the_uid_of_a_deleted_one_is_stored_and_deleted_like_any_other()
    {
        await using var server = new Pop3StandIn();
        server.Deliver("same", ScriptedServer.Raw("first"));
        Once(server, Goodbye.Answered, () => server.Deliver("same", ScriptedServer.Raw("second")));

        var email = await setting.LinkAsync(server, AfterStoring.Delete);

        await StoredWhenAskedAsync(email, 2, "both");
        await DoneAsync(server, email);
    }

    [Fact]
    public async Task Mail_that_took_the_uid_of_one_whose_deletion_was_never_confirmed_is_read_before_it_is_deleted()
    {
        await using var server = new Pop3StandIn();
        server.Deliver("same", ScriptedServer.Raw("first"));
        Once(server, Goodbye.Unanswered, () => server.Deliver("same", ScriptedServer.Raw("second")));

        var email = await setting.LinkAsync(server, AfterStoring.Delete);

        await setting.StoredAsync(email.Id, 2, "both");
        await AgainAsync(server, email);
        await DoneAsync(server, email);
    }

    [Fact]
    public async Task Mail_whose_deletion_did_not_arrive_is_stored_once_and_deleted_later()
    {
        await using var server = new Pop3StandIn();
        server.Deliver("kept", ScriptedServer.Raw("first"));
        Once(server, Goodbye.Unheard, () => { });

        var email = await setting.LinkAsync(server, AfterStoring.Delete);

        await AgainAsync(server, email);
        await DoneAsync(server, email);
        (await setting.ReceiptsAsync(email.Id)).Count.ShouldBe(1);
        server.Given.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Mail_that_cannot_be_read_once_more_is_not_deleted()
    {
        await using var server = new Pop3StandIn();
        server.Deliver("same", ScriptedServer.Raw("first"));
        Once(server, Goodbye.Unanswered, () =>
        {
            server.Unreadable.Add("same");
            server.Deliver("same", ScriptedServer.Raw("unreadable"));
        });

        var email = await setting.LinkAsync(server, AfterStoring.Delete);

        await Eventually.HoldsAsync("it is listed as failed", async () => await setting.CountAsync("select count(*) from \"fetch\".failed_message where system_email_id = @Id", new { email.Id }) == 1);
        (await PendingAsync(email)).ShouldBe(0);
        server.Count.ShouldBe(1);

        server.Unreadable.Clear();
        await setting.ExecuteAsync("update \"fetch\".failed_message set next_attempt_at = now() where system_email_id = @Id", new { email.Id });
        await setting.FetchNowAsync(email.Id);
        await setting.StoredAsync(email.Id, 2, "both, once the server gives it");
        await DoneAsync(server, email);
    }

    [Fact]
    public async Task Mail_whose_uid_looks_like_a_key_of_imap_is_tried_again_like_any_other()
    {
        await using var server = new Pop3StandIn();
        server.Unreadable.Add("7/1");
        server.Deliver("7/1", ScriptedServer.Raw("slashed"));
        var email = await setting.LinkAsync(server, AfterStoring.Delete);
        await Eventually.HoldsAsync("it is listed as failed", async () => await setting.CountAsync("select count(*) from \"fetch\".failed_message where system_email_id = @Id", new { email.Id }) == 1);

        server.Unreadable.Clear();
        await setting.ExecuteAsync("update \"fetch\".failed_message set next_attempt_at = now() where system_email_id = @Id", new { email.Id });
        await setting.FetchNowAsync(email.Id);

        await setting.StoredAsync(email.Id, 1, "the message");
        await DoneAsync(server, email);
    }

    [Fact]
    public async Task Server_that_keeps_what_it_says_it_deletes_gives_each_message_twice_and_no_more()
    {
        await using var server = new Pop3StandIn { KeepsAll = true };
        server.Deliver("one", ScriptedServer.Raw("kept-1"));
        server.Deliver("two", ScriptedServer.Raw("kept-2"));

        var email = await setting.LinkAsync(server, AfterStoring.Delete);

        await Eventually.HoldsAsync("both are settled for good", async () =>
        {
            await setting.FetchNowAsync(email.Id);
            return server.Sessions > 4 && await PendingAsync(email) == 0 && await setting.CountAsync("select count(*) from \"fetch\".settled_key where system_email_id = @Id and not deleting", new { email.Id }) == 2;
        });
        server.Given.Count.ShouldBe(4);
        (await setting.ReceiptsAsync(email.Id)).Count.ShouldBe(2);

        server.Deliver("three", ScriptedServer.Raw("kept-3"));
        await setting.FetchNowAsync(email.Id);
        await setting.StoredAsync(email.Id, 3, "what comes later");
    }

    [Fact]
    public async Task Mail_that_was_deleted_before_a_refused_one_is_known_to_be_deleted()
    {
        await using var server = new Pop3StandIn();
        for (var number = 0; number < 20; number++)
        {
            server.Deliver($"uid-{number:00}", ScriptedServer.Raw($"refused-{number}"));
            server.Undeletable.Add($"uid-{number:00}");
        }

        server.Undeletable.Remove("uid-00");
        Once(server, Goodbye.Answered, () => server.Deliver("uid-00", ScriptedServer.Raw("anew")));

        var email = await setting.LinkAsync(server, AfterStoring.Delete);

        await StoredWhenAskedAsync(email, 21, "the new one under the first one's name too");
    }

    [Fact]
    public async Task Mail_of_an_old_date_that_comes_when_all_else_was_deleted_is_stored()
    {
        await using var server = new Pop3StandIn();
        var email = await setting.LinkAsync(server, AfterStoring.Delete, receiving => receiving with { StartFrom = StartFrom.Now });
        await Eventually.HoldsAsync("it was looked into", async () => await setting.PlaceAsync(email.Id) is not null);

        var old = Encoding.ASCII.GetBytes("Received: from a by b; Mon, 3 Feb 2020 10:00:00 +0000\r\nFrom: anna@customer.example\r\nSubject: long on its way\r\n\r\nHello\r\n");
        Once(server, Goodbye.Answered, () => server.Deliver("old", old), when: () => server.Given.Contains("new"));
        server.Deliver("new", ScriptedServer.Raw("new"));

        await StoredWhenAskedAsync(email, 2, "both");
    }

    [Fact]
    public async Task Server_that_answers_no_goodbye_is_no_trouble_when_nothing_hangs_on_it()
    {
        await using var server = new Pop3StandIn { AtGoodbye = () => Goodbye.Unanswered };
        server.Deliver("one", ScriptedServer.Raw("no-goodbye"));

        var email = await setting.LinkAsync(server, AfterStoring.Delete);

        await setting.StoredAsync(email.Id, 1, "the message");
        await DoneAsync(server, email);
        await Eventually.HoldsAsync("a session has ended well", async () => (await setting.DetailAsync(email.Id)).Conversations[0].Outcome == "ended well");
    }

    private static void Once(Pop3StandIn server, Goodbye goodbye, Action after, Func<bool>? when = null)
    {
        var over = false;
        server.AtGoodbye = () => over || when?.Invoke() == false ? Goodbye.Answered : goodbye;
        server.AfterGoodbye = () =>
        {
            if (!over && when?.Invoke() != false)
            {
                over = true;
                after();
            }
        };
    }

    private Task<int> PendingAsync(SystemEmailSettings email) => setting.CountAsync("select count(*) from \"fetch\".pending_action where system_email_id = @Id", new { email.Id });

    private Task DoneAsync(Pop3StandIn server, SystemEmailSettings email) =>
        Eventually.HoldsAsync("all is deleted, and nothing left to do", async () => server.Count == 0 && await PendingAsync(email) == 0);

    /// <summary>Has it looked again and again, since the usual pause is too long to wait for.</summary>
    private Task StoredWhenAskedAsync(SystemEmailSettings email, int count, string what) => Eventually.HoldsAsync($"{count} messages are stored: {what}", async () =>
    {
        await setting.FetchNowAsync(email.Id);
        return (await setting.ReceiptsAsync(email.Id)).Count(receipt => receipt.Failure is null) == count;
    });

    /// <summary>Waits for the session after the one whose end was lost, and has what it put off done now.</summary>
    private async Task AgainAsync(Pop3StandIn server, SystemEmailSettings email)
    {
        await Eventually.HoldsAsync("it was read again", () => Task.FromResult(server.Given.Count == 2));
        await Eventually.HoldsAsync("it is known to be read", async () => await setting.CountAsync("select count(*) from \"fetch\".settled_key where system_email_id = @Id and not deleting", new { email.Id }) == 1);
        await setting.ExecuteAsync("update \"fetch\".pending_action set next_attempt_at = now() where system_email_id = @Id", new { email.Id });
        await setting.FetchNowAsync(email.Id);
    }
}
