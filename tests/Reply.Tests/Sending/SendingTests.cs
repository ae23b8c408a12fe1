using System.Security.Cryptography;
using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Reply.Queue;
using HelpdeskMail.Reply.Tests.Hosting;
using HelpdeskMail.Reply.Tests.Scripted;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Reply.Tests.Sending;

public sealed class SendingTests(ReplySetting setting) : IClassFixture<ReplySetting>
{
    [Fact]
    public async Task Reply_leaves_in_the_form_that_threads_and_hides_its_blind_copies()
    {
        await using var server = new ScriptedSmtpServer();
        var email = setting.Link(server);
        var picture = RandomNumberGenerator.GetBytes(50_000);
        var hash = Convert.ToHexStringLower(SHA256.HashData(picture));
        setting.Neighbours.Blobs[hash] = picture;
        var reply = setting.Reply(email, "anna@customer.example") with
        {
            Cc = [new ReplyAddress("bert@customer.example", "Bert Öhm")],
            Bcc = [new ReplyAddress("boss@contoso.example", null)],
            Attachments = [new ReplyAttachment(hash, picture.Length, "switch.png", "image/png", "switch@contoso.example"), new ReplyAttachment(hash, picture.Length, "manual.png", "image/png", null)],
            Html = "<p>See <img src=\"cid:switch@contoso.example\"></p>",
        };

        await setting.QueueAsync(reply);

        var sent = await setting.HeardAsync<ReplySent>(said => said.ReplyId == reply.ReplyId, "it is sent");
        sent.Recipients.Select(outcome => (outcome.Address, outcome.Accepted)).ShouldBe(
            [("anna@customer.example", true), ("bert@customer.example", true), ("boss@contoso.example", true)], ignoreOrder: true);
        sent.Server.ShouldBe($"127.0.0.1:{server.Port}");
        var mail = server.Taken.ShouldHaveSingleItem();
        mail.Sender.ShouldBe(email.Address);
        mail.Recipients.Count.ShouldBe(3);
        mail.Unfolded.ShouldContain($"Message-ID: <{reply.MessageId}>");
        mail.Unfolded.ShouldContain("In-Reply-To: <question@customer.example>");
        mail.Unfolded.ShouldContain("References: <first@customer.example>");
        mail.Unfolded.ShouldContain($"From: Contoso Support <{email.Address}>");
        mail.Unfolded.ShouldContain("Content-ID: <switch@contoso.example>");
        mail.Content.ShouldNotContain("boss@contoso.example");
        mail.Content.ShouldNotContain("Auto-Submitted");
        (await setting.HeardAsync<MailboxObserved>(said => said.SystemEmailId == email.Id, "the mailbox is well")).Problem.ShouldBeNull();
    }

    [Fact]
    public async Task Automatic_mail_says_so_and_has_no_return_address()
    {
        await using var server = new ScriptedSmtpServer();
        var reply = await setting.QueueAsync(setting.Reply(setting.Link(server, "other"), "anna@customer.example") with { Automatic = true });

        await setting.HeardAsync<ReplySent>(said => said.ReplyId == reply.ReplyId, "it is sent");

        server.Taken.Single().Sender.ShouldBe("");
        server.Taken.Single().Content.ShouldContain("Auto-Submitted: auto-replied");
        server.Taken.Single().Content.ShouldContain("Precedence: auto_reply");
        server.Taken.Single().Content.ShouldContain("X-Auto-Response-Suppress: All");
    }

    [Fact]
    public async Task Each_reply_is_sent_once_by_two_replicas_however_often_it_is_announced()
    {
        await using var server = new ScriptedSmtpServer();
        var email = setting.Link(server);
        var replies = Enumerable.Range(0, 40).Select(_ => setting.Reply(email, "anna@customer.example")).ToList();

        foreach (var reply in replies.Concat(replies))
        {
            await setting.QueueAsync(reply);
        }

        await Eventually.HoldsAsync("all are told as sent", () => Task.FromResult(replies.All(reply => setting.Heard<ReplySent>().Any(said => said.ReplyId == reply.ReplyId))));
        replies.ShouldAllBe(reply => server.Copies(reply.MessageId) == 1);
        server.Taken.Count.ShouldBe(40);
        server.MostAtOnce.ShouldBeLessThanOrEqualTo(3);
        server.Connections.ShouldBeLessThan(40);
    }

    [Fact]
    public async Task Replies_of_one_ticket_leave_in_order()
    {
        await using var server = new ScriptedSmtpServer();
        var refusals = 1;
        server.OnRecipient = _ => refusals-- > 0 ? "451 4.7.1 greylisted, come back" : "250 fine";
        var email = setting.Link(server);
        var first = setting.Reply(email, "anna@customer.example");
        var second = setting.Reply(email, "anna@customer.example") with { TicketNumber = first.TicketNumber };
        await setting.QueueAsync(first);
        var waiting = await setting.HeardAsync<ReplyProgressed>(said => said.ReplyId == first.ReplyId && said is { Attempts: 1, State: ReplyState.Queued }, "the first waits");
        await setting.QueueAsync(second);

        waiting.Reason!.ShouldContain("come again later");
        waiting.NextAttemptAt.ShouldNotBeNull();
        await setting.HeardAsync<ReplyProgressed>(said => said.ReplyId == second.ReplyId, "the second is taken over");
        server.Taken.ShouldBeEmpty();
        using var client = setting.First.AsHelpdesk();
        (await client.PostAsync($"/internal/replies/{first.ReplyId}/retry-now", content: null)).IsSuccessStatusCode.ShouldBeTrue();

        await setting.HeardAsync<ReplySent>(said => said.ReplyId == second.ReplyId, "both are sent");
        server.Taken.Select(mail => mail.Content.Contains(first.MessageId, StringComparison.Ordinal)).ShouldBe([true, false]);
    }

    [Fact]
    public async Task Recipient_that_was_accepted_is_never_sent_to_again()
    {
        await using var server = new ScriptedSmtpServer();
        var later = false;
        server.OnRecipient = address => address switch
        {
            "nobody@customer.example" => "550 5.1.1 no such user here",
            "slow@customer.example" when !later => "452 4.2.2 mailbox full",
            _ => "250 fine",
        };
        var reply = await setting.QueueAsync(setting.Reply(setting.Link(server), "anna@customer.example", "nobody@customer.example", "slow@customer.example"));
        await setting.HeardAsync<ReplyProgressed>(said => said.ReplyId == reply.ReplyId && said is { Attempts: 1, State: ReplyState.Queued }, "one is left");
        later = true;
        await setting.ExecuteAsync("update reply.queue set next_attempt_at = now() where reply_id = @ReplyId", reply);

        var sent = await setting.HeardAsync<ReplySent>(said => said.ReplyId == reply.ReplyId, "it is settled");

        server.Taken.Select(mail => string.Join(',', mail.Recipients)).ShouldBe(["anna@customer.example", "slow@customer.example"]);
        sent.Recipients.Single(outcome => !outcome.Accepted).ShouldBe(new RecipientOutcome("nobody@customer.example", Accepted: false, 550, "5.1.1", sent.Recipients.Single(outcome => !outcome.Accepted).Answer));
    }

    [Theory]
    [InlineData("501 Invalid MAIL FROM address provided")]
    [InlineData("550 5.7.1 null sender not allowed")]
    public async Task Automatic_mail_gets_a_return_address_where_the_server_insists_on_one(string answer)
    {
        await using var server = new ScriptedSmtpServer { OnSender = sender => sender.Length == 0 ? answer : "250 2.1.0 fine" };
        var email = setting.Link(server, "other");
        var reply = await setting.QueueAsync(setting.Reply(email, "anna@customer.example") with { Automatic = true });

        await setting.HeardAsync<ReplySent>(said => said.ReplyId == reply.ReplyId, "it is sent");

        server.Taken.ShouldHaveSingleItem().Sender.ShouldBe(email.Address);
    }

    [Theory]
    [InlineData("550 5.1.1 no such user", "does not exist")]
    [InlineData("552 5.2.2 over quota", "full")]
    [InlineData("550 5.7.1 blocked", "rule of theirs")]
    public async Task Refusal_for_good_is_explained_to_the_agent(string answer, string words)
    {
        await using var server = new ScriptedSmtpServer { OnRecipient = _ => answer };

        var reply = await setting.QueueAsync(setting.Reply(setting.Link(server), "anna@customer.example"));

        var failed = await setting.HeardAsync<ReplyFailed>(said => said.ReplyId == reply.ReplyId, "it is failed");
        failed.Reason.ShouldContain(words);
        failed.Recipients.Single().Accepted.ShouldBeFalse();
    }

    [Fact]
    public async Task Message_refused_after_its_bytes_fails_and_can_be_sent_again_by_a_person()
    {
        await using var server = new ScriptedSmtpServer { OnMessage = _ => Answer.Refuse("554 5.6.0 content not wanted") };
        var reply = await setting.QueueAsync(setting.Reply(setting.Link(server), "anna@customer.example"));
        var failed = await setting.HeardAsync<ReplyFailed>(said => said.ReplyId == reply.ReplyId, "it is failed");
        failed.ServerAnswer!.ShouldContain("content not wanted");

        server.OnMessage = _ => Answer.Take;
        using var client = setting.First.AsHelpdesk();
        await client.PostAsync($"/internal/replies/{reply.ReplyId}/retry-now", content: null);

        var sent = await setting.HeardAsync<ReplySent>(said => said.ReplyId == reply.ReplyId, "it is sent");
        sent.Revision.ShouldBeGreaterThan(failed.Revision);
    }

    [Fact]
    public async Task Refused_sign_in_holds_the_mailbox_with_one_alarm_until_it_is_mended()
    {
        await using var server = new ScriptedSmtpServer { OnSignIn = () => "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant" };
        var email = setting.Link(server);
        var replies = new List<OutgoingReply>();
        for (var number = 0; number < 4; number++)
        {
            replies.Add(await setting.QueueAsync(setting.Reply(email, "anna@customer.example")));
        }

        var problem = (await setting.HeardAsync<MailboxObserved>(said => said.SystemEmailId == email.Id, "the alarm")).Problem!;
        problem.Code.ShouldBe("submission_off_for_tenant");
        await setting.HeardAsync<ReplyProgressed>(said => said.IsOfOne(replies) && said.Reason is not null, "a reply says why it waits");
        setting.Heard<ReplyFailed>().ShouldNotContain(said => replies.Any(reply => reply.ReplyId == said.ReplyId));

        await Eventually.HoldsAsync("no attempt is under way", async () => (await Task.WhenAll(replies.Select(reply => setting.StateAsync(reply.ReplyId)))).All(state => state == "Queued"));
        server.OnSignIn = () => "235 2.7.0 welcome";
        setting.Neighbours.SystemEmails[email.Id] = email with { Revision = 2 };
        await setting.First.SayAsync(new SystemEmailChanged(email.Id, 2));

        await Eventually.HoldsAsync("all leave when it is mended", () => Task.FromResult(replies.All(reply => server.Copies(reply.MessageId) == 1)));
        await setting.HeardAsync<MailboxObserved>(said => said.SystemEmailId == email.Id && said.Problem is null, "the all-clear");
    }

    [Fact]
    public async Task Test_mail_that_an_admin_got_through_lets_the_waiting_replies_go()
    {
        await using var server = new ScriptedSmtpServer { OnSignIn = () => "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant" };
        var email = setting.Link(server);
        var reply = await setting.QueueAsync(setting.Reply(email, "anna@customer.example"));
        await setting.HeardAsync<ReplyProgressed>(said => said.ReplyId == reply.ReplyId && said.Reason is not null, "it waits");
        server.OnSignIn = () => "235 2.7.0 welcome";

        await setting.First.SayAsync(new MailboxObserved(email.Id, MailDirection.Sending, TimeProvider.System.GetUtcNow(), Problem: null));

        await setting.HeardAsync<ReplySent>(said => said.ReplyId == reply.ReplyId, "it leaves");
    }

    [Fact]
    public async Task Bus_that_takes_nothing_delays_no_reply_and_hears_of_each_later()
    {
        await using var server = new ScriptedSmtpServer();
        var email = setting.Link(server);
        var stuck = new StuckBus();
        var observers = setting.Replicas.Select(replica => replica.Services.GetRequiredService<IBus>().ConnectPublishObserver(stuck)).ToList();
        var queue = setting.First.Services.GetRequiredService<QueueTable>();
        var replies = Enumerable.Range(0, 40).Select(_ => setting.Reply(email, "anna@customer.example")).ToList();
        foreach (var reply in replies)
        {
            await queue.AddAsync(reply, CancellationToken.None);
        }

        await Eventually.HoldsAsync("all have left", () => Task.FromResult(replies.All(reply => server.Copies(reply.MessageId) == 1)), TimeSpan.FromMinutes(1));
        setting.Heard<ReplySent>().ShouldNotContain(said => replies.Any(reply => reply.ReplyId == said.ReplyId));
        observers.ForEach(observer => observer.Disconnect());
        stuck.Release();

        await Eventually.HoldsAsync(
            "all are told", () => Task.FromResult(replies.All(reply => setting.Heard<ReplySent>().Any(said => said.ReplyId == reply.ReplyId))), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Server_that_never_says_good_bye_keeps_nobody()
    {
        await using var server = new ScriptedSmtpServer { AnswersQuit = false };
        var email = setting.Link(server);
        var replies = new List<OutgoingReply>();
        for (var number = 0; number < 70; number++)
        {
            replies.Add(await setting.QueueAsync(setting.Reply(email, "anna@customer.example")));
        }

        await Eventually.HoldsAsync("all are told as sent", () => Task.FromResult(replies.All(reply => setting.Heard<ReplySent>().Any(said => said.ReplyId == reply.ReplyId))));
    }

    [Fact]
    public async Task Refused_token_is_replaced_once_by_a_fresh_one()
    {
        await using var server = new ScriptedSmtpServer();
        var refusals = 1;
        server.OnSignIn = () => refusals-- > 0 ? "535 5.7.3 Authentication unsuccessful" : "235 2.7.0 welcome";

        var reply = await setting.QueueAsync(setting.Reply(setting.Link(server), "anna@customer.example"));

        await setting.HeardAsync<ReplySent>(said => said.ReplyId == reply.ReplyId, "it is sent");
        setting.Neighbours.Asked.ShouldContain(request => request.Rejected != null && request.Purpose == CredentialPurpose.Send);
    }

    [Fact]
    public async Task Waiting_reply_can_be_cancelled_and_a_sent_one_cannot()
    {
        await using var server = new ScriptedSmtpServer { OnRecipient = _ => "451 4.3.0 later" };
        var reply = await setting.QueueAsync(setting.Reply(setting.Link(server), "anna@customer.example"));
        await setting.HeardAsync<ReplyProgressed>(said => said.ReplyId == reply.ReplyId && said is { Attempts: 1, State: ReplyState.Queued }, "it waits");
        using var client = setting.First.AsHelpdesk();

        (await client.PostAsync($"/internal/replies/{reply.ReplyId}/cancel", content: null)).IsSuccessStatusCode.ShouldBeTrue();

        (await setting.HeardAsync<ReplyFailed>(said => said.ReplyId == reply.ReplyId, "it is cancelled")).Reason.ShouldContain("cancelled");
        (await client.PostAsync($"/internal/replies/{reply.ReplyId}/cancel", content: null)).IsSuccessStatusCode.ShouldBeTrue("cancelling twice is no different");
        (await client.PostAsync($"/internal/replies/{reply.ReplyId}/retry-now", content: null)).StatusCode.ShouldBe(System.Net.HttpStatusCode.Conflict, "it never leaves after that");
        server.OnRecipient = _ => "250 fine";
        var sent = await setting.QueueAsync(setting.Reply(setting.Link(server), "anna@customer.example"));
        await setting.HeardAsync<ReplySent>(said => said.ReplyId == sent.ReplyId, "the other is sent");
        (await client.PostAsync($"/internal/replies/{sent.ReplyId}/cancel", content: null)).StatusCode.ShouldBe(System.Net.HttpStatusCode.Conflict);
        server.Copies(reply.MessageId).ShouldBe(0);
    }

    [Theory]
    [InlineData("application/pdf")]
    [InlineData("text/plain")]
    [InlineData("message/rfc822")]
    public async Task Missing_attachment_fails_the_reply_and_sends_nothing(string mediaType)
    {
        await using var server = new ScriptedSmtpServer();
        var reply = setting.Reply(setting.Link(server), "anna@customer.example") with { Attachments = [new ReplyAttachment(new string('a', 64), 10, "gone.txt", mediaType, null)] };

        await setting.QueueAsync(reply);

        (await setting.HeardAsync<ReplyFailed>(said => said.ReplyId == reply.ReplyId, "it is failed")).Reason.ShouldContain("gone.txt");
        server.Taken.ShouldBeEmpty();
    }

    [Fact]
    public async Task Copy_is_filed_once_where_the_server_files_none()
    {
        await using var server = new ScriptedSmtpServer();
        var reply = await setting.QueueAsync(setting.Reply(setting.Link(server, "other"), "anna@customer.example"));
        await Eventually.HoldsAsync("the copy is filed", async () => await setting.FilingAsync(reply.ReplyId) == "Done");

        await setting.ExecuteAsync("update reply.queue set filing = 'Due', file_at = now() where reply_id = @ReplyId", reply);
        await Eventually.HoldsAsync("it was looked at again", async () => (await setting.FilingAsync(reply.ReplyId)) == "Done");

        setting.SentFolder.Filed.Count(copy => copy.Contains(reply.MessageId, StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Reply_bears_its_answer_address_its_mark_and_its_wish_for_reports()
    {
        await using var server = new ScriptedSmtpServer();
        var email = setting.Link(server);
        var reply = setting.Reply(email, "anna@customer.example") with { ReplyTo = new ReplyAddress("support+t4711.k2@contoso.example", "Contoso Support"), ReadReceipt = true };

        await setting.QueueAsync(reply);
        await setting.HeardAsync<ReplySent>(said => said.ReplyId == reply.ReplyId, "it is sent");

        var mail = server.Taken.Single();
        mail.Unfolded.ShouldContain("Reply-To: Contoso Support <support+t4711.k2@contoso.example>");
        mail.Unfolded.ShouldContain($"X-HelpdeskMail-Delivery: {reply.ReplyId:N}");
        mail.Unfolded.ShouldContain($"Disposition-Notification-To: {email.Address}");
    }

    [Fact]
    public async Task Scheduled_reply_waits_for_its_time_and_keeps_no_later_one_waiting()
    {
        await using var server = new ScriptedSmtpServer();
        var email = setting.Link(server);
        var later = setting.Reply(email, "anna@customer.example") with { SendAfter = TimeProvider.System.GetUtcNow().AddHours(1) };
        var now = setting.Reply(email, "anna@customer.example") with { TicketNumber = later.TicketNumber };
        await setting.QueueAsync(later);
        (await setting.HeardAsync<ReplyProgressed>(said => said.ReplyId == later.ReplyId, "it is taken over")).NextAttemptAt!.Value.ShouldBe(later.SendAfter!.Value, TimeSpan.FromSeconds(1));

        await setting.QueueAsync(now);
        await setting.HeardAsync<ReplySent>(said => said.ReplyId == now.ReplyId, "the later one is sent");

        server.Copies(later.MessageId).ShouldBe(0);
        using var client = setting.First.AsHelpdesk();
        (await client.PostAsync($"/internal/replies/{later.ReplyId}/retry-now", content: null)).IsSuccessStatusCode.ShouldBeTrue();
        await setting.HeardAsync<ReplySent>(said => said.ReplyId == later.ReplyId, "it is sent when somebody wants it now");
    }
}
