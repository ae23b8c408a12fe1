using System.Net;
using System.Net.Http.Json;
using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Reply.Queue;
using HelpdeskMail.Reply.Tests.Hosting;
using HelpdeskMail.Reply.Tests.Scripted;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HelpdeskMail.Reply.Tests.Deciding;

/// <summary>What people decide about the queue, and what it tells of itself.</summary>
public sealed class DecidingTests(ReplySetting setting) : IClassFixture<ReplySetting>
{
    [Fact]
    public async Task Reply_cancelled_before_it_came_is_not_taken_over_when_it_comes()
    {
        await using var server = new ScriptedSmtpServer();
        var email = setting.Link(server);
        var cancelled = setting.Reply(email, "anna@customer.example");
        using var client = setting.First.AsHelpdesk();

        (await client.PostAsync($"/internal/replies/{cancelled.ReplyId}/cancel", content: null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await client.PostAsync($"/internal/replies/{cancelled.ReplyId}/cancel", content: null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await setting.QueueAsync(cancelled);
        var other = await setting.QueueAsync(setting.Reply(email, "anna@customer.example"));

        await setting.HeardAsync<ReplySent>(said => said.ReplyId == other.ReplyId, "the other is sent");
        (await setting.First.Services.GetRequiredService<QueueTable>().AddAsync(cancelled, CancellationToken.None)).ShouldBeFalse();
        server.Copies(cancelled.MessageId).ShouldBe(0);
    }

    [Fact]
    public async Task Reply_cancelled_long_ago_is_still_not_taken_over_and_the_helpdesk_hears_why()
    {
        await using var server = new ScriptedSmtpServer();
        var cancelled = setting.Reply(setting.Link(server), "anna@customer.example");
        using var client = setting.First.AsHelpdesk();
        (await client.PostAsync($"/internal/replies/{cancelled.ReplyId}/cancel", content: null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await setting.ExecuteAsync("update reply.cancelled set at = now() - interval '10 years' where reply_id = @ReplyId", cancelled);
        await setting.First.Services.GetRequiredService<QueueUpkeep>().ForgetAsync(CancellationToken.None);

        await setting.QueueAsync(cancelled);

        (await setting.HeardAsync<ReplyFailed>(said => said.ReplyId == cancelled.ReplyId, "the helpdesk hears of it")).Reason.ShouldContain("cancelled");
        (await setting.StateAsync(cancelled.ReplyId)).ShouldBe("");
        server.Copies(cancelled.MessageId).ShouldBe(0);
    }

    [Fact]
    public async Task Mail_of_no_ticket_waits_for_no_other()
    {
        await using var server = new ScriptedSmtpServer { OnRecipient = address => address.StartsWith("slow", StringComparison.Ordinal) ? "451 4.3.0 later" : "250 fine" };
        var email = setting.Link(server);
        var slow = await setting.QueueAsync(setting.Reply(email, "slow@contoso.example") with { TicketNumber = 0 });
        await setting.HeardAsync<ReplyProgressed>(said => said.ReplyId == slow.ReplyId && said is { Attempts: 1, State: ReplyState.Queued }, "the first is put off");

        var other = await setting.QueueAsync(setting.Reply(email, "anna@contoso.example") with { TicketNumber = 0 });

        await setting.HeardAsync<ReplySent>(said => said.ReplyId == other.ReplyId, "the other is sent");
        (await setting.StateAsync(slow.ReplyId)).ShouldBe("Queued");
    }

    [Fact]
    public async Task Coming_and_cancelling_at_once_ends_in_one_of_the_two()
    {
        await using var server = new ScriptedSmtpServer();
        var email = setting.Link(server);
        var queue = setting.First.Services.GetRequiredService<QueueTable>();
        var decisions = setting.First.Services.GetRequiredService<Reply.Deciding.DecisionTable>();
        for (var round = 0; round < 20; round++)
        {
            var reply = setting.Reply(email, "anna@customer.example") with { SendAfter = TimeProvider.System.GetUtcNow().AddHours(1) };
            var (added, cancelled) = (Task.Run(() => queue.AddAsync(reply, CancellationToken.None)), Task.Run(() => decisions.CancelAsync(reply.ReplyId, whole: true, CancellationToken.None)));

            (await cancelled).ShouldBeTrue();
            (await setting.StateAsync(reply.ReplyId)).ShouldBe(await added ? "Failed" : "");
        }

        server.Taken.ShouldBeEmpty();
    }

    [Fact]
    public async Task Reply_that_waited_for_days_says_so_when_it_has_left()
    {
        await using var server = new ScriptedSmtpServer();
        var reply = setting.Reply(setting.Link(server), "anna@customer.example") with { QueuedAt = TimeProvider.System.GetUtcNow().AddHours(-30) };

        await setting.QueueAsync(reply);

        (await setting.HeardAsync<ReplySent>(said => said.ReplyId == reply.ReplyId, "it is sent")).Note.ShouldNotBeNull().ShouldContain("30 hours");
    }

    [Fact]
    public async Task Mended_mailbox_sends_what_waited_oldest_first()
    {
        await using var server = new ScriptedSmtpServer { OnSignIn = () => "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox" };
        var email = setting.Link(server, change: email => email with { Sending = email.Sending! with { Limits = new SendingLimits(null, null, 1) } });
        var replies = new List<OutgoingReply>();
        for (var number = 0; number < 6; number++)
        {
            var reply = setting.Reply(email, "anna@customer.example");
            replies.Add(await setting.QueueAsync(reply with { QueuedAt = reply.QueuedAt.AddMinutes(-number) }));
        }

        await setting.HeardAsync<ReplyProgressed>(said => said.IsOfOne(replies) && said.Reason is not null, "they wait");
        await Eventually.HoldsAsync("all are taken over", async () => (await Task.WhenAll(replies.Select(reply => setting.StateAsync(reply.ReplyId)))).All(state => state == "Queued"));
        using var client = setting.First.AsHelpdesk();
        var before = (await client.GetFromJsonAsync<MailboxTraffic[]>("/internal/mailboxes"))!.Single(mailbox => mailbox.SystemEmailId == email.Id);
        server.OnSignIn = () => "235 2.7.0 welcome";
        (await client.PostAsync($"/internal/mailboxes/{email.Id}/retry-now", content: null)).IsSuccessStatusCode.ShouldBeTrue();

        await Eventually.HoldsAsync("all have left", () => Task.FromResult(replies.All(reply => server.Copies(reply.MessageId) == 1)));
        before.Waiting.ShouldBe(6);
        before.HeldBecause.ShouldNotBeNull();
        before.Oldest!.Value.ShouldBe(replies[5].QueuedAt, TimeSpan.FromSeconds(1));
        server.Taken.Select(mail => replies.FindIndex(reply => mail.Content.Contains(reply.MessageId, StringComparison.Ordinal))).ShouldBe([5, 4, 3, 2, 1, 0]);
        var after = (await client.GetFromJsonAsync<MailboxTraffic[]>("/internal/mailboxes"))!.Single(mailbox => mailbox.SystemEmailId == email.Id);
        (after.LastHour, after.RecipientsToday, after.HeldBecause).ShouldBe((6, 6, null));
    }

    [Fact]
    public async Task Words_of_a_sent_reply_are_dropped_after_their_time_and_its_record_stays()
    {
        await using var server = new ScriptedSmtpServer();
        var reply = await setting.QueueAsync(setting.Reply(setting.Link(server, change: email => email with { Receiving = null }), "anna@customer.example"));
        await setting.HeardAsync<ReplySent>(said => said.ReplyId == reply.ReplyId, "it is sent");
        var upkeep = setting.First.Services.GetRequiredService<QueueUpkeep>();
        await upkeep.DropContentAsync(CancellationToken.None);
        var queue = setting.First.Services.GetRequiredService<QueueTable>();
        (await queue.FindAsync(reply.ReplyId, CancellationToken.None))!.Reply.Text.ShouldBe(reply.Text, "its time is not over");

        await setting.ExecuteAsync("update reply.queue set sent_at = sent_at - interval '8 days' where reply_id = @ReplyId", reply);
        await upkeep.DropContentAsync(CancellationToken.None);

        // A replica's own round may be at it, and the row is passed over then.
        var row = await Eventually.ValueAsync("its words are dropped", async () => await queue.FindAsync(reply.ReplyId, CancellationToken.None) is { Reply.Text: "" } dropped ? dropped : null);
        row.Reply.Html.ShouldBeNull();
        row.Reply.To.Single().Address.ShouldBe("anna@customer.example");
        row.Outcomes.ShouldHaveSingleItem().Accepted.ShouldBeTrue();
    }

    [Theory]
    [InlineData("sent")]
    [InlineData("failed")]
    [InlineData("cancelled")]
    public async Task Words_with_a_link_that_ends_are_dropped_as_soon_as_the_mail_is_over(string how)
    {
        await using var server = new ScriptedSmtpServer { OnRecipient = _ => how == "sent" ? "250 2.1.5 fine" : how == "failed" ? "550 5.1.1 nobody here" : "451 4.3.0 later" };
        var reply = await setting.QueueAsync(WithLink(server, TimeSpan.FromHours(1)));
        await setting.HeardAsync<object>(said => said is ReplySent sent ? sent.ReplyId == reply.ReplyId : said is ReplyFailed failed ? failed.ReplyId == reply.ReplyId : said is ReplyProgressed { Attempts: 1 } put && put.ReplyId == reply.ReplyId, "it was tried");
        using var client = setting.First.AsHelpdesk();
        if (how == "cancelled")
        {
            await Eventually.HoldsAsync("it is cancelled", async () => (await client.PostAsync($"/internal/replies/{reply.ReplyId}/cancel", content: null)).IsSuccessStatusCode);
        }

        await DroppedAsync(reply);

        (await setting.StateAsync(reply.ReplyId)).ShouldBe(how == "sent" ? "Sent" : "Failed");
        if (how == "failed")
        {
            using var again = await client.PostAsync($"/internal/replies/{reply.ReplyId}/retry-now", content: null);
            (await again.Content.ReadAsStringAsync()).ShouldContain("reply_dropped");
        }
    }

    [Theory]
    [InlineData("Queued")]
    [InlineData("Unknown")]
    public async Task Mail_whose_link_is_void_is_not_sent_any_more_and_its_words_are_dropped(string state)
    {
        await using var server = new ScriptedSmtpServer { OnRecipient = _ => "451 4.3.0 later" };
        var reply = await setting.QueueAsync(WithLink(server, TimeSpan.FromHours(1)));
        await setting.HeardAsync<ReplyProgressed>(said => said.ReplyId == reply.ReplyId && said is { Attempts: 1, State: ReplyState.Queued }, "it is put off");
        server.OnRecipient = _ => "250 2.1.5 fine";

        await setting.ExecuteAsync("update reply.queue set void_at = now(), next_attempt_at = now(), unknown_since = now(), state = @state where reply_id = @ReplyId", new { state, reply.ReplyId });
        await DroppedAsync(reply);

        (await setting.StateAsync(reply.ReplyId)).ShouldBe("Failed");
        server.Taken.ShouldBeEmpty();
    }

    [Fact]
    public async Task Mail_whose_link_is_void_keeps_no_other_from_leaving()
    {
        await using var server = new ScriptedSmtpServer();
        var email = setting.Link(server, change: email => email with { Sending = email.Sending! with { Limits = new SendingLimits(null, null, 1) } });
        var queue = setting.First.Services.GetRequiredService<QueueTable>();
        var now = TimeProvider.System.GetUtcNow();
        for (var number = 0; number < 3; number++)
        {
            await queue.AddAsync(setting.Reply(email, "anna@customer.example") with { TicketNumber = 0, KeepNoCopy = true, QueuedAt = now.AddHours(-2), VoidAt = now.AddHours(-1) }, CancellationToken.None);
        }

        // They stay as they are for as long as somebody has hold of them.
        await using var connection = new NpgsqlConnection(setting.ConnectionString);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("select 1 from reply.queue where system_email_id = @id for update", connection, transaction) { Parameters = { new("id", email.Id) } })
        {
            await hold.ExecuteNonQueryAsync();
        }

        var reply = await setting.QueueAsync(setting.Reply(email, "anna@customer.example"));

        await setting.HeardAsync<ReplySent>(said => said.ReplyId == reply.ReplyId, "the other is sent");
        server.Taken.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task What_cannot_be_worded_keeps_nothing_else_of_the_upkeep_from_being_done()
    {
        await using var away = NpgsqlDataSource.Create($"Host=127.0.0.1;Port={FreePort.Next()};Username=nobody");
        var upkeep = ActivatorUtilities.CreateInstance<QueueUpkeep>(setting.First.Services, new WaitingWords(away));
        var reply = Guid.CreateVersion7();
        await setting.ExecuteAsync("insert into reply.begun (reply_id, fence, system_email_id, at, recipients) values (@reply, 1, @reply, now() - interval '26 hours', 1)", new { reply });

        await upkeep.RoundAsync(CancellationToken.None);

        (await setting.BegunAsync(reply)).ShouldBe(0);
    }

    [Theory]
    [InlineData("cancel")]
    [InlineData("resolve?decision=send-again")]
    [InlineData("retry-now")]
    public async Task Sent_reply_whose_words_are_dropped_is_never_said_to_need_another_one(string decision)
    {
        await using var server = new ScriptedSmtpServer();
        var reply = await setting.QueueAsync(setting.Reply(setting.Link(server, change: email => email with { Receiving = null }), "anna@customer.example"));
        await setting.HeardAsync<ReplySent>(said => said.ReplyId == reply.ReplyId, "it is sent");
        await setting.ExecuteAsync("update reply.queue set content_dropped = true where reply_id = @ReplyId", reply);
        using var client = setting.First.AsHelpdesk();

        using var answer = await client.PostAsync($"/internal/replies/{reply.ReplyId}/{decision}", content: null);

        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("reply_state");
    }

    [Fact]
    public async Task Mail_with_a_link_that_an_older_replica_queues_gets_its_end_and_is_not_sent_empty()
    {
        await using var server = new ScriptedSmtpServer();
        var reply = WithLink(server, TimeSpan.FromHours(1)) with { VoidAt = null, SendAfter = TimeProvider.System.GetUtcNow().AddDays(1) };
        await setting.First.Services.GetRequiredService<QueueTable>().AddAsync(reply, CancellationToken.None);

        await setting.ExecuteAsync("update reply.queue set void_at = void_at - interval '2 hours' where reply_id = @ReplyId", reply);
        await DroppedAsync(reply);
        await setting.ExecuteAsync("update reply.queue set state = 'Queued', next_attempt_at = now() where reply_id = @ReplyId", reply);

        (await setting.StateAsync(reply.ReplyId)).ShouldBe("Failed");
        server.Taken.ShouldBeEmpty();
    }

    private OutgoingReply WithLink(ScriptedSmtpServer server, TimeSpan lasts) =>
        setting.Reply(setting.Link(server, change: email => email with { Receiving = null }), "anna@customer.example") with
        {
            TicketNumber = 0, KeepNoCopy = true, Text = "https://helpdesk.example/invitation?key=secret", Html = "<a href=\"https://helpdesk.example/invitation?key=secret\">here</a>", VoidAt = TimeProvider.System.GetUtcNow() + lasts,
        };

    private async Task DroppedAsync(OutgoingReply reply)
    {
        var (upkeep, queue) = (setting.First.Services.GetRequiredService<QueueUpkeep>(), setting.First.Services.GetRequiredService<QueueTable>());
        await Eventually.HoldsAsync("its words are dropped", async () =>
        {
            await upkeep.DropVoidAsync(CancellationToken.None);
            return await queue.FindAsync(reply.ReplyId, CancellationToken.None) is { Content: var content } && !content.Contains("secret", StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task New_reply_is_signalled_to_every_replica()
    {
        await using var server = new ScriptedSmtpServer();
        var reply = setting.Reply(setting.Link(server), "anna@customer.example");
        await using var connection = new NpgsqlConnection(setting.ConnectionString);
        await connection.OpenAsync();
        await using (var listen = new NpgsqlCommand("listen reply_queue", connection))
        {
            await listen.ExecuteNonQueryAsync();
        }

        await setting.First.Services.GetRequiredService<QueueTable>().AddAsync(reply, CancellationToken.None);

        (await connection.WaitAsync(TimeSpan.FromMinutes(1))).ShouldBeTrue();
        await setting.HeardAsync<ReplySent>(said => said.ReplyId == reply.ReplyId, "it is sent");
    }
}
