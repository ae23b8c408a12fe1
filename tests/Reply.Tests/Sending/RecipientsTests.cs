using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Reply.Tests.Hosting;
using HelpdeskMail.Reply.Tests.Scripted;

namespace HelpdeskMail.Reply.Tests.Sending;

/// <summary>What servers say of some recipients and not of others: nobody is forgotten, nobody gets a reply twice.</summary>
public sealed class RecipientsTests(ReplySetting setting) : IClassFixture<ReplySetting>
{
    [Fact]
    public async Task Sender_refused_for_now_puts_the_reply_off_whatever_is_said_of_its_recipients_then()
    {
        await using var server = new ScriptedSmtpServer { OnSender = _ => "451 4.3.0 come again later" };
        var reply = await setting.QueueAsync(setting.Reply(setting.Link(server), "anna@customer.example", "bert@customer.example"));
        var waiting = await setting.HeardAsync<ReplyProgressed>(said => said.ReplyId == reply.ReplyId && said is { Attempts: 1, State: ReplyState.Queued }, "it waits");
        waiting.Recipients.ShouldBeEmpty();

        server.OnSender = _ => "250 2.1.0 fine";
        await NowAsync(reply);

        (await setting.HeardAsync<ReplySent>(said => said.ReplyId == reply.ReplyId, "it is sent")).Recipients.ShouldAllBe(outcome => outcome.Accepted);
        server.Taken.ShouldHaveSingleItem().Recipients.ShouldBe(["anna@customer.example", "bert@customer.example"]);
    }

    [Fact]
    public async Task Message_refused_for_good_is_told_at_once_and_only_who_was_put_off_is_asked_again()
    {
        await using var server = new ScriptedSmtpServer { OnRecipient = SlowIsPutOff, OnMessage = _ => Answer.Refuse("554 5.6.0 content not wanted") };
        var reply = await setting.QueueAsync(setting.Reply(setting.Link(server), "anna@customer.example", "slow@customer.example"));

        var waiting = await setting.HeardAsync<ReplyProgressed>(said => said.ReplyId == reply.ReplyId && said is { Attempts: 1, State: ReplyState.Queued }, "one is left");
        waiting.Recipients.ShouldHaveSingleItem().Address.ShouldBe("anna@customer.example");
        var asked = new List<string>();
        server.OnRecipient = address =>
        {
            asked.Add(address);
            return "250 fine";
        };
        await NowAsync(reply);

        await setting.HeardAsync<ReplyFailed>(said => said.ReplyId == reply.ReplyId, "nobody got it");
        asked.ShouldBe(["slow@customer.example"]);
    }

    [Fact]
    public async Task Everybody_refused_for_now_after_the_data_gets_it_once_later()
    {
        await using var server = new ScriptedSmtpServer { OnMessage = _ => Answer.Refuse("452 4.3.1 no room at present") };
        var reply = await setting.QueueAsync(setting.Reply(setting.Link(server), "anna@customer.example", "bert@customer.example"));
        await setting.HeardAsync<ReplyProgressed>(said => said.ReplyId == reply.ReplyId && said is { Attempts: 1, State: ReplyState.Queued }, "it waits");

        server.OnMessage = _ => Answer.Take;
        await NowAsync(reply);

        await setting.HeardAsync<ReplySent>(said => said.ReplyId == reply.ReplyId, "it is sent");
        server.Taken.ShouldHaveSingleItem().Recipients.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Recipient_put_off_while_the_answer_was_lost_is_sent_to_when_the_others_are_known_to_have_it()
    {
        await using var server = new ScriptedSmtpServer { OnRecipient = SlowIsPutOff, OnMessage = _ => Answer.TakeAndDrop };
        setting.SentFolder.Holds = id => server.Copies(id) > 0;
        var reply = await setting.QueueAsync(setting.Reply(setting.Link(server), "anna@customer.example", "slow@customer.example"));
        await setting.HeardAsync<ReplyProgressed>(said => said.ReplyId == reply.ReplyId && said.Reason?.Contains("found in the Sent folder", StringComparison.Ordinal) is true, "it is found");

        server.OnRecipient = _ => "250 fine";
        server.OnMessage = _ => Answer.Take;
        await NowAsync(reply);

        (await setting.HeardAsync<ReplySent>(said => said.ReplyId == reply.ReplyId, "it is sent to both")).Recipients.ShouldAllBe(outcome => outcome.Accepted);
        server.Taken.Select(mail => string.Join(',', mail.Recipients)).ShouldBe(["anna@customer.example", "slow@customer.example"]);
    }

    [Fact]
    public async Task Copy_of_the_first_mail_says_nothing_of_a_second_one_to_the_rest()
    {
        await using var server = new ScriptedSmtpServer { OnRecipient = SlowIsPutOff };
        setting.SentFolder.Holds = id => server.Copies(id) > 0;
        var reply = await setting.QueueAsync(setting.Reply(setting.Link(server), "anna@customer.example", "slow@customer.example"));
        await setting.HeardAsync<ReplyProgressed>(said => said.ReplyId == reply.ReplyId && said is { Attempts: 1, State: ReplyState.Queued }, "one is left");
        server.OnRecipient = _ => "250 fine";
        server.OnMessage = _ => Answer.LoseAndDrop;
        await NowAsync(reply);
        await setting.BecomesAsync(reply.ReplyId, "Unknown");
        await Eventually.HoldsAsync("it is searched for", async () => await setting.SearchesAsync(reply.ReplyId) > 1);
        (await setting.StateAsync(reply.ReplyId)).ShouldBe("Unknown", "the copy that is there is the first one's");

        await setting.ExecuteAsync("update reply.queue set unknown_since = now() - interval '11 minutes', next_attempt_at = now() where reply_id = @ReplyId", reply);

        await setting.HeardAsync<ReplyProgressed>(said => said.ReplyId == reply.ReplyId && said is { State: ReplyState.Unknown, NextAttemptAt: null }, "a person is asked");
        server.Copies(reply.MessageId).ShouldBe(1);
    }

    [Fact]
    public async Task Second_mail_to_the_rest_is_known_by_a_mark_of_its_own()
    {
        await using var server = new ScriptedSmtpServer { OnRecipient = SlowIsPutOff };
        var reply = await setting.QueueAsync(setting.Reply(setting.Link(server), "anna@customer.example", "slow@customer.example"));
        await setting.HeardAsync<ReplyProgressed>(said => said.ReplyId == reply.ReplyId && said is { Attempts: 1, State: ReplyState.Queued }, "one is left");
        setting.SentFolder.HoldsMarked = mark => server.Taken.Any(mail => mail.Unfolded.Contains($"X-HelpdeskMail-Delivery: {mark}\r\n", StringComparison.Ordinal)) ? reply.MessageId : null;
        server.OnRecipient = _ => "250 fine";
        server.OnMessage = _ => Answer.TakeAndDrop;
        await NowAsync(reply);

        (await setting.HeardAsync<ReplySent>(said => said.ReplyId == reply.ReplyId, "it is found")).Recipients.ShouldAllBe(outcome => outcome.Accepted);
        server.Taken.Count.ShouldBe(2);
        server.Taken.Last().Unfolded.ShouldContain($"X-HelpdeskMail-Delivery: {reply.ReplyId:N}-2\r\n");
    }

    [Fact]
    public async Task Recipients_beyond_what_a_server_takes_at_once_have_their_turn_after_the_others()
    {
        await using var server = new ScriptedSmtpServer();
        var taken = 0;
        server.OnSender = _ =>
        {
            taken = 0;
            return "250 fine";
        };
        server.OnRecipient = _ => ++taken > 2 ? "552 5.5.3 too many recipients" : "250 fine";
        var reply = await setting.QueueAsync(setting.Reply(setting.Link(server), "a@customer.example", "b@customer.example", "c@customer.example"));
        await setting.HeardAsync<ReplyProgressed>(said => said.ReplyId == reply.ReplyId && said is { Attempts: 1, State: ReplyState.Queued }, "one is left");
        await NowAsync(reply);

        await setting.HeardAsync<ReplySent>(said => said.ReplyId == reply.ReplyId, "all have it");
        server.Taken.Select(mail => string.Join(',', mail.Recipients)).ShouldBe(["a@customer.example,b@customer.example", "c@customer.example"]);
    }

    [Fact]
    public async Task Recipient_who_is_put_off_keeps_no_later_reply_from_those_who_have_the_first()
    {
        await using var server = new ScriptedSmtpServer { OnRecipient = SlowIsPutOff };
        var email = setting.Link(server);
        var first = await setting.QueueAsync(setting.Reply(email, "anna@customer.example", "slow@customer.example"));
        await setting.HeardAsync<ReplyProgressed>(said => said.ReplyId == first.ReplyId && said is { Attempts: 1, State: ReplyState.Queued }, "one is left");

        var second = await setting.QueueAsync(setting.Reply(email, "anna@customer.example") with { TicketNumber = first.TicketNumber });

        await setting.HeardAsync<ReplySent>(said => said.ReplyId == second.ReplyId, "the second is sent");
        (await setting.StateAsync(first.ReplyId)).ShouldBe("Queued");
    }

    [Fact]
    public async Task Reply_that_some_have_is_not_cancelled_as_a_whole()
    {
        await using var server = new ScriptedSmtpServer { OnRecipient = SlowIsPutOff };
        var reply = await setting.QueueAsync(setting.Reply(setting.Link(server), "anna@customer.example", "slow@customer.example"));
        await setting.HeardAsync<ReplyProgressed>(said => said.ReplyId == reply.ReplyId && said is { Attempts: 1, State: ReplyState.Queued }, "one is left");
        using var client = setting.First.AsHelpdesk();

        (await client.PostAsync($"/internal/replies/{reply.ReplyId}/cancel?whole=true", content: null)).StatusCode.ShouldBe(System.Net.HttpStatusCode.Conflict);
        (await client.PostAsync($"/internal/replies/{reply.ReplyId}/cancel", content: null)).IsSuccessStatusCode.ShouldBeTrue();

        (await setting.HeardAsync<ReplySent>(said => said.ReplyId == reply.ReplyId, "it ends for the rest")).Note.ShouldBeNull();
        (await setting.StateAsync(reply.ReplyId)).ShouldBe("Sent");
    }

    [Fact]
    public async Task Words_with_a_zero_byte_and_without_end_are_recorded_like_any_others()
    {
        await using var server = new ScriptedSmtpServer { OnMessage = _ => new Answer(Takes: true, $"250 2.0.0 queued\0as {new string('x', 5000)}") };
        var reply = await setting.QueueAsync(setting.Reply(setting.Link(server), "anna@customer.example"));

        var sent = await setting.HeardAsync<ReplySent>(said => said.ReplyId == reply.ReplyId, "it is sent");

        sent.AcceptedAs!.ShouldStartWith("250 2.0.0 queued as xxx");
        sent.AcceptedAs!.Length.ShouldBeLessThan(2100);
        setting.Heard<ReplyProgressed>().ShouldNotContain(said => said.ReplyId == reply.ReplyId && said.State == ReplyState.Unknown);
        server.Copies(reply.MessageId).ShouldBe(1);
    }

    [Fact]
    public async Task Domain_beyond_ascii_is_shown_to_the_server_as_punycode_and_to_the_agent_as_written()
    {
        await using var server = new ScriptedSmtpServer { OnRecipient = address => address.StartsWith("nobody", StringComparison.Ordinal) ? "550 5.1.1 no such user" : "250 fine" };
        var reply = await setting.QueueAsync(setting.Reply(setting.Link(server), "anna@bücher.example", "nobody@bücher.example"));

        var sent = await setting.HeardAsync<ReplySent>(said => said.ReplyId == reply.ReplyId, "it is sent");

        server.Taken.ShouldHaveSingleItem().Recipients.ShouldBe(["anna@xn--bcher-kva.example"]);
        sent.Recipients.Select(outcome => (outcome.Address, outcome.Accepted)).ShouldBe([("anna@bücher.example", true), ("nobody@bücher.example", false)], ignoreOrder: true);
    }

    [Fact]
    public async Task Address_that_the_server_cannot_take_keeps_nobody_else_from_the_reply()
    {
        await using var server = new ScriptedSmtpServer { OffersSmtpUtf8 = false };
        var reply = await setting.QueueAsync(setting.Reply(setting.Link(server), "jürgen@customer.example", "anna@customer.example"));
        await setting.HeardAsync<ReplyProgressed>(said => said.ReplyId == reply.ReplyId && said is { Attempts: 1, State: ReplyState.Queued }, "the other one is left");
        await NowAsync(reply);

        var sent = await setting.HeardAsync<ReplySent>(said => said.ReplyId == reply.ReplyId, "it is sent");

        sent.Recipients.Select(outcome => (outcome.Address, outcome.Accepted, outcome.EnhancedCode)).ShouldBe([("jürgen@customer.example", false, "5.6.7"), ("anna@customer.example", true, "2.1.5")], ignoreOrder: true);
        var mail = server.Taken.ShouldHaveSingleItem();
        mail.Recipients.ShouldBe(["anna@customer.example"]);
        mail.Content.ShouldNotContain("rgen@customer.example");
    }

    [Fact]
    public async Task Reports_are_asked_for_with_mark_and_address_where_the_server_offers_them()
    {
        await using var server = new ScriptedSmtpServer { Offers = "250-DSN\r\n" };
        await using var other = new ScriptedSmtpServer();
        var reply = await setting.QueueAsync(setting.Reply(setting.Link(server), "anna+1@customer.example"));
        var without = await setting.QueueAsync(setting.Reply(setting.Link(other), "anna+1@customer.example"));
        await setting.HeardAsync<ReplySent>(said => said.ReplyId == reply.ReplyId, "it is sent");
        await setting.HeardAsync<ReplySent>(said => said.ReplyId == without.ReplyId, "it is sent");

        server.Heard.ShouldContain(line => line.StartsWith("MAIL", StringComparison.Ordinal) && line.EndsWith($" RET=HDRS ENVID={reply.ReplyId:N}", StringComparison.Ordinal));
        server.Heard.ShouldContain("RCPT TO:<anna+1@customer.example> NOTIFY=FAILURE,DELAY ORCPT=rfc822;anna+2B1@customer.example");
        other.Heard.ShouldContain("RCPT TO:<anna+1@customer.example>");
        other.Heard.ShouldNotContain(line => line.Contains("ENVID", StringComparison.Ordinal));
    }

    private static string SlowIsPutOff(string address) => address.StartsWith("slow", StringComparison.Ordinal) ? "451 4.7.1 greylisted, come again" : "250 fine";

    private Task NowAsync(OutgoingReply reply) => setting.ExecuteAsync("update reply.queue set next_attempt_at = now() where reply_id = @ReplyId and state = 'Queued'", new { reply.ReplyId });
}
