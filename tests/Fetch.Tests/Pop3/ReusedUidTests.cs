using System.Text;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Fetch.Tests.Hosting;
using HelpdeskMail.Fetch.Tests.Scripted;
using HelpdeskMail.Fixtures;

namespace HelpdeskMail.Fetch.Tests.Pop3;

/// <summary>Mail that takes the UID of one that somebody else has deleted between two looks, which only its size shows, and servers whose sizes show nothing.</summary>
public sealed class ReusedUidTests(FetchSetting setting) : IClassFixture<FetchSetting>
{
    [Fact]
    public async Task Mail_that_took_the_uid_of_one_that_somebody_else_deleted_is_stored()
    {
        await using var server = new Pop3StandIn();
        server.Deliver("same", ScriptedServer.Raw("first"));
        var email = await setting.LinkAsync(server, AfterStoring.Keep);
        await setting.StoredAsync(email.Id, 1, "the first");

        server.Replace([("same", ScriptedServer.Raw("the second"))]);
        await setting.FetchNowAsync(email.Id);

        await setting.StoredAsync(email.Id, 2, "both");
        await LookAsync(server, email);
        server.Given.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Uids_that_are_numbers_and_move_up_hide_no_mail_and_double_none()
    {
        await using var server = new Pop3StandIn();
        var mails = Enumerable.Range(0, 8).Select(number => ScriptedServer.Raw($"numbered-{new string('x', number)}")).ToList();
        server.Replace(Numbered(mails));
        var email = await setting.LinkAsync(server, AfterStoring.Keep);
        await setting.StoredAsync(email.Id, 8, "what was there");

        mails.RemoveAt(2);
        mails.Add(ScriptedServer.Raw("numbered-and-last-of-all"));
        server.Replace(Numbered(mails));
        await setting.FetchNowAsync(email.Id);

        await setting.StoredAsync(email.Id, 9, "and the new one");
        await LookAsync(server, email);
        (await setting.ReceiptsAsync(email.Id)).Count.ShouldBe(9);
    }

    [Fact]
    public async Task Server_that_reckons_sizes_otherwise_from_some_day_on_has_only_its_newest_mail_read_again()
    {
        await using var server = new Pop3StandIn();
        for (var number = 0; number < 60; number++)
        {
            server.Deliver($"uid-{number:00}", ScriptedServer.Raw($"reckoned-{number}"));
        }

        var email = await setting.LinkAsync(server, AfterStoring.Keep);
        await setting.StoredAsync(email.Id, 60, "what was there");

        server.Listed = length => length + 7;
        await LookAsync(server, email);
        server.Given.Skip(60).ShouldBe(Enumerable.Range(40, 20).Select(number => $"uid-{number:00}"));
        await LookAsync(server, email);
        server.Given.Count.ShouldBe(80);

        server.Remove("uid-05");
        server.Deliver("uid-05", ScriptedServer.Raw("another one under a known name"));
        await setting.FetchNowAsync(email.Id);
        await setting.StoredAsync(email.Id, 61, "what took a known name after that");
        (await setting.ReceiptsAsync(email.Id)).Count.ShouldBe(61);
    }

    [Fact]
    public async Task Server_that_lists_another_size_each_time_is_soon_no_longer_believed_and_its_new_mail_is_stored()
    {
        await using var server = new Pop3StandIn();
        for (var number = 0; number < 30; number++)
        {
            server.Deliver($"uid-{number:00}", ScriptedServer.Raw($"random-{number}"));
        }

        server.Listed = length => length + server.Sessions;
        var email = await setting.LinkAsync(server, AfterStoring.Keep);
        await setting.StoredAsync(email.Id, 30, "what was there");
        for (var look = 0; look < 8; look++)
        {
            await LookAsync(server, email);
        }

        // 20, 10, 5, 2 and 1.
        server.Given.Count.ShouldBe(30 + 38);
        server.Deliver("new", ScriptedServer.Raw("random-new"));
        await setting.FetchNowAsync(email.Id);
        await setting.StoredAsync(email.Id, 31, "and the new one");
        (await setting.ReceiptsAsync(email.Id)).Count.ShouldBe(31);
    }

    [Fact]
    public async Task Old_mail_that_was_never_wanted_does_not_come_in_by_another_size()
    {
        await using var server = new Pop3StandIn();
        server.Deliver("old", Encoding.ASCII.GetBytes("Received: from a by b; Mon, 3 Feb 2020 10:00:00 +0000\r\nFrom: anna@customer.example\r\nSubject: old\r\n\r\nHello\r\n"));
        var email = await setting.LinkAsync(server, AfterStoring.Keep, receiving => receiving with { StartFrom = StartFrom.Now });
        await Eventually.HoldsAsync("it was looked into", async () => await setting.PlaceAsync(email.Id) is not null);

        server.Listed = length => length + 7;
        server.Deliver("new", ScriptedServer.Raw("wanted"));
        await LookAsync(server, email);

        server.Given.ShouldContain("old");
        await setting.StoredAsync(email.Id, 1, "the new one");
        (await setting.ReceiptsAsync(email.Id)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Mail_under_a_known_uid_is_not_deleted_before_it_is_read()
    {
        await using var server = new Pop3StandIn();
        server.Undeletable.Add("same");
        server.Deliver("same", ScriptedServer.Raw("first"));
        var email = await setting.LinkAsync(server, AfterStoring.Delete);
        await setting.StoredAsync(email.Id, 1, "the first");
        await Eventually.HoldsAsync("the server has refused to delete it", async () => await setting.CountAsync("select count(*) from \"fetch\".pending_action where system_email_id = @Id and attempts > 0", new { email.Id }) == 1);

        server.Undeletable.Clear();
        server.Replace([("same", ScriptedServer.Raw("the second")), ("other", ScriptedServer.Raw("another"))]);
        await setting.ExecuteAsync("update \"fetch\".pending_action set next_attempt_at = now() where system_email_id = @Id", new { email.Id });
        await setting.FetchNowAsync(email.Id);

        await setting.StoredAsync(email.Id, 3, "all");
        await Eventually.HoldsAsync("all is deleted", () => Task.FromResult(server.Count == 0));
    }

    [Fact]
    public async Task Mail_under_a_known_uid_that_cannot_be_read_is_listed_with_all_that_was_passed_over_until_it_can_be()
    {
        await using var server = new Pop3StandIn();
        server.Deliver("same", ScriptedServer.Raw("first"));
        var email = await setting.LinkAsync(server, AfterStoring.Keep);
        await setting.StoredAsync(email.Id, 1, "the first");

        server.Unreadable.Add("same");
        server.Replace([("same", ScriptedServer.Raw("the second"))]);
        await setting.FetchNowAsync(email.Id);
        await Eventually.HoldsAsync("it is listed as failed", async () => (await setting.ReceiptsAsync(email.Id)).Count(receipt => receipt.Failure is not null) == 1);
        var failed = (await setting.ReceiptsAsync(email.Id)).Single(receipt => receipt.Failure is not null);
        await Eventually.HoldsAsync("that is announced", () => setting.AnnouncedAsync([failed]));
        (await setting.DetailAsync(email.Id)).Failed.ShouldHaveSingleItem().ReceiptId.ShouldBe(failed.Id);

        server.Unreadable.Clear();
        await setting.ExecuteAsync("update \"fetch\".failed_message set next_attempt_at = now() where system_email_id = @Id", new { email.Id });
        await setting.FetchNowAsync(email.Id);

        await Eventually.HoldsAsync("nothing is listed as failed", async () => (await setting.ReceiptsAsync(email.Id)).All(receipt => receipt.Failure is null));
        (await setting.ReceiptsAsync(email.Id)).Select(receipt => receipt.Content).Distinct().Count().ShouldBe(2);
        await Eventually.HoldsAsync("nor passed over", async () => (await setting.DetailAsync(email.Id)).Failed.Count == 0);
    }

    [Fact]
    public async Task Mail_into_which_its_server_writes_a_note_once_it_was_read_is_stored_once()
    {
        await using var server = new Pop3StandIn();
        var mails = Enumerable.Range(0, 50).Select(number => (Uid: $"uid-{number:00}", Raw: ScriptedServer.Raw($"noted-{number}"))).ToList();
        server.Replace(mails);
        var email = await setting.LinkAsync(server, AfterStoring.Keep);
        await setting.StoredAsync(email.Id, 50, "what was there");

        server.Replace(mails.Select(mail => (mail.Uid, (byte[])[.. "Status: RO\r\n"u8, .. mail.Raw])));
        await LookAsync(server, email);

        (await setting.ReceiptsAsync(email.Id)).Count.ShouldBe(50);
        server.Given.Count.ShouldBe(70);
    }

    [Fact]
    public async Task One_message_that_cannot_be_read_does_not_have_all_others_read_again_for_ever()
    {
        await using var server = new Pop3StandIn();
        for (var number = 0; number < 30; number++)
        {
            server.Deliver($"uid-{number:00}", ScriptedServer.Raw($"refusing-{number}"));
        }

        server.Listed = length => length + server.Sessions;
        var email = await setting.LinkAsync(server, AfterStoring.Keep);
        await setting.StoredAsync(email.Id, 30, "what was there");
        server.Unreadable.Add("uid-29");
        await LookAsync(server, email);
        await LookAsync(server, email);

        // 20 and 10, without the one.
        server.Given.Count.ShouldBe(30 + 19 + 9);
    }

    [Fact]
    public async Task New_mail_of_an_old_date_that_took_the_uid_of_a_wanted_one_is_stored()
    {
        await using var server = new Pop3StandIn();
        var email = await setting.LinkAsync(server, AfterStoring.Keep, receiving => receiving with { StartFrom = StartFrom.Now });
        await Eventually.HoldsAsync("it was looked into", async () => await setting.PlaceAsync(email.Id) is not null);
        server.Deliver("same", ScriptedServer.Raw("wanted-first"));
        await setting.FetchNowAsync(email.Id);
        await setting.StoredAsync(email.Id, 1, "the first");

        server.Replace([("same", Encoding.ASCII.GetBytes("From: anna@customer.example\r\nDate: Mon, 3 Feb 2020 10:00:00 +0000\r\nSubject: a clock that is late\r\n\r\nHello\r\n"))]);
        await setting.FetchNowAsync(email.Id);

        await setting.StoredAsync(email.Id, 2, "both");
    }

    [Fact]
    public async Task Large_old_mail_is_as_little_wanted_as_small()
    {
        await using var server = new Pop3StandIn();
        var words = string.Concat(Enumerable.Repeat("Hello, this is long\r\n", 20_000));
        server.Deliver("old", Encoding.ASCII.GetBytes($"Received: from a by b; Mon, 3 Feb 2020 10:00:00 +0000\r\nFrom: anna@customer.example\r\nSubject: old\r\n\r\n{words}"));
        server.Deliver("new", Encoding.ASCII.GetBytes($"From: anna@customer.example\r\nSubject: new\r\n\r\n{words}"));

        var email = await setting.LinkAsync(server, AfterStoring.Keep, receiving => receiving with { StartFrom = StartFrom.Date, StartDate = TimeProvider.System.GetUtcNow().AddDays(-1), MaxMessageSize = 10_000_000 });

        await Eventually.HoldsAsync("both were looked at", async () => await setting.CountAsync("select count(*) from \"fetch\".settled_key where system_email_id = @Id", new { email.Id }) == 2);
        (await setting.ReceiptsAsync(email.Id)).ShouldHaveSingleItem().Key.ShouldBe("new");
    }

    private static IEnumerable<(string, byte[])> Numbered(IReadOnlyList<byte[]> mails) => mails.Select((raw, at) => ($"{at + 1}", raw));

    /// <summary>Has it looked once more, to the end.</summary>
    private async Task LookAsync(Pop3StandIn server, SystemEmailSettings email)
    {
        await Eventually.HoldsAsync("no session is under way", () => Task.FromResult(server.Goodbyes == server.Sessions));
        var looks = server.Goodbyes;
        await setting.FetchNowAsync(email.Id);
        await Eventually.HoldsAsync("it has looked once more", () => Task.FromResult(server.Goodbyes > looks));
    }
}
