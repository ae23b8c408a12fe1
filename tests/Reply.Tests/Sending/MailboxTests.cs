using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Reply.Holding;
using HelpdeskMail.Reply.Queue;
using HelpdeskMail.Reply.Sending;
using HelpdeskMail.Reply.SystemEmails;
using HelpdeskMail.Reply.Tests.Hosting;
using HelpdeskMail.Reply.Tests.Scripted;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Reply.Tests.Sending;

/// <summary>What concerns a mailbox and not the one reply: holds, limits, sessions that servers end, and the words about them.</summary>
public sealed class MailboxTests(ReplySetting setting) : IClassFixture<ReplySetting>
{
    [Fact]
    public async Task Full_mailbox_after_the_data_holds_nobody_where_the_server_files_no_copies()
    {
        await using var server = new ScriptedSmtpServer { OnMessage = mail => mail.Recipients.Contains("full@customer.example") ? Answer.Refuse("552 5.2.2 mailbox full") : Answer.Take };
        var email = setting.Link(server, "other");
        var full = await setting.QueueAsync(setting.Reply(email, "full@customer.example"));
        (await setting.HeardAsync<ReplyFailed>(said => said.ReplyId == full.ReplyId, "it is failed")).Reason.ShouldContain("full@customer.example: The mailbox is full.");

        var other = await setting.QueueAsync(setting.Reply(email, "anna@customer.example"));

        await setting.HeardAsync<ReplySent>(said => said.ReplyId == other.ReplyId, "the other is sent");
    }

    [Fact]
    public async Task Full_mailbox_of_our_own_stops_the_queue_where_the_server_files_copies()
    {
        await using var server = new ScriptedSmtpServer { OnMessage = _ => Answer.Refuse("554 5.2.2 mailbox full; STOREDRV.Submission.Exception:QuotaExceededException") };
        var email = setting.Link(server, "microsoft365");
        var reply = await setting.QueueAsync(setting.Reply(email, "anna@customer.example"));

        (await setting.HeardAsync<MailboxObserved>(said => said.SystemEmailId == email.Id && said.Problem is not null, "the alarm")).Problem!.Code.ShouldBe("mailbox_full");
        setting.Heard<ReplyFailed>().ShouldNotContain(said => said.ReplyId == reply.ReplyId);
    }

    [Theory]
    [InlineData("432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded", "too_many_connections")]
    [InlineData("554 5.2.252 SendAsDenied; support@contoso.example not allowed to send as sales@contoso.example", "send_as_denied")]
    [InlineData("550 5.7.233 Your message can't be sent because your tenant exceeded its limit", "sending_limit_reached")]
    public async Task Words_of_exchange_about_the_mailbox_stop_its_queue_and_fail_no_reply(string answer, string code)
    {
        await using var server = new ScriptedSmtpServer { OnMessage = _ => Answer.Refuse(answer) };
        var email = setting.Link(server, "microsoft365");
        var reply = await setting.QueueAsync(setting.Reply(email, "anna@customer.example"));
        (await setting.HeardAsync<MailboxObserved>(said => said.SystemEmailId == email.Id && said.Problem is not null, "the alarm")).Problem!.Code.ShouldBe(code);
        await setting.BecomesAsync(reply.ReplyId, "Queued");

        server.OnMessage = _ => Answer.Take;
        await setting.First.SayAsync(new SystemEmailChanged(email.Id, 1));

        await setting.HeardAsync<ReplySent>(said => said.ReplyId == reply.ReplyId, "it is sent when that is over");
        server.Copies(reply.MessageId).ShouldBe(1);
    }

    [Fact]
    public async Task Time_in_which_the_mailbox_was_held_is_not_counted_against_the_reply()
    {
        await using var server = new ScriptedSmtpServer { OnMessage = _ => Answer.Refuse("554 5.2.252 SendAsDenied; not allowed") };
        var email = setting.Link(server);
        var reply = await setting.QueueAsync(setting.Reply(email, "anna@customer.example"));
        await setting.HeardAsync<ReplyProgressed>(said => said.ReplyId == reply.ReplyId && said is { State: ReplyState.Queued, Reason: not null }, "it waits");
        await setting.ExecuteAsync("update reply.queue set first_attempt_at = first_attempt_at - interval '3 days' where reply_id = @ReplyId", reply);
        server.OnMessage = _ => Answer.Refuse("451 4.7.1 greylisted, come again");

        await setting.First.SayAsync(new SystemEmailChanged(email.Id, 1));

        var waiting = await setting.HeardAsync<ReplyProgressed>(said => said.ReplyId == reply.ReplyId && said is { State: ReplyState.Queued, Attempts: 1 }, "it is tried again later");
        waiting.NextAttemptAt.ShouldNotBeNull();
        (await setting.StateAsync(reply.ReplyId)).ShouldBe("Queued");
    }

    [Fact]
    public async Task Server_that_ends_a_session_after_some_messages_delays_nothing()
    {
        await using var server = new ScriptedSmtpServer();
        var asked = 0;
        server.OnSender = _ => Interlocked.Increment(ref asked) % 2 == 0 ? "421 4.7.0 too many messages in this session" : "250 fine";
        var email = setting.Link(server, change: email => email with { Sending = email.Sending! with { Limits = new SendingLimits(null, null, 1) } });
        for (var number = 0; number < 3; number++)
        {
            var reply = await setting.QueueAsync(setting.Reply(email, "anna@customer.example"));
            await setting.HeardAsync<ReplySent>(said => said.ReplyId == reply.ReplyId, "it is sent");
        }

        setting.Heard<ReplyProgressed>().ShouldNotContain(said => said.Reason != null && said.Reason.Contains("at present", StringComparison.Ordinal));
        server.Taken.Count.ShouldBe(3);
        asked.ShouldBe(5);
    }

    [Fact]
    public async Task Replies_in_line_behind_a_refused_sign_in_do_not_sign_in_as_well()
    {
        await using var server = new ScriptedSmtpServer();
        var asked = 0;
        server.OnSignIn = () =>
        {
            Interlocked.Increment(ref asked);
            return "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant";
        };
        var email = setting.Link(server, change: email => email with { Sending = email.Sending! with { Limits = new SendingLimits(null, null, 1) } });
        await setting.ExecuteAsync("insert into reply.hold (system_email_id, held_until, reason) values (@Id, now() + interval '1 hour', 'until all wait')", new { email.Id });
        var queue = setting.First.Services.GetRequiredService<QueueTable>();
        var replies = Enumerable.Range(0, 6).Select(_ => setting.Reply(email, "anna@customer.example")).ToList();
        foreach (var reply in replies)
        {
            await queue.AddAsync(reply, CancellationToken.None);
        }

        await setting.ExecuteAsync("delete from reply.hold where system_email_id = @Id", new { email.Id });

        await setting.HeardAsync<MailboxObserved>(said => said.SystemEmailId == email.Id && said.Problem is not null, "the alarm");
        await Eventually.HoldsAsync("all wait", async () => (await Task.WhenAll(replies.Select(reply => setting.StateAsync(reply.ReplyId)))).All(state => state == "Queued"));
        asked.ShouldBe(1);
    }

    [Fact]
    public async Task Reply_that_does_not_leave_says_why_also_when_it_was_never_tried()
    {
        await using var server = new ScriptedSmtpServer { OnRecipient = _ => "451 4.7.1 greylisted, come again" };
        var email = setting.Link(server);
        var held = setting.Link(server);
        await setting.ExecuteAsync("insert into reply.hold (system_email_id, held_until, reason) values (@Id, now() + interval '1 hour', 'The password was refused.')", new { held.Id });
        var queue = setting.First.Services.GetRequiredService<QueueTable>();
        var first = setting.Reply(email, "anna@customer.example");
        var second = setting.Reply(email, "anna@customer.example") with { TicketNumber = first.TicketNumber };
        var behind = setting.Reply(held, "anna@customer.example");
        foreach (var reply in new[] { first, second, behind })
        {
            await queue.AddAsync(reply, CancellationToken.None);
        }

        await setting.HeardAsync<ReplyProgressed>(said => said.ReplyId == first.ReplyId && said is { Attempts: 1, State: ReplyState.Queued }, "the first waits");
        await setting.ExecuteAsync("update reply.queue set next_attempt_at = now() - interval '30 seconds' where reply_id in (@second, @behind)", new { second = second.ReplyId, behind = behind.ReplyId });
        await setting.First.Services.GetRequiredService<WaitingWords>().WriteAsync([email, held], CancellationToken.None);

        (await queue.FindAsync(second.ReplyId, CancellationToken.None))!.Reason!.ShouldContain("earlier reply of its ticket");
        (await queue.FindAsync(behind.ReplyId, CancellationToken.None))!.Reason.ShouldBe($"It waits because nothing can leave from {held.Address} now: The password was refused.");
        await setting.HeardAsync<ReplyProgressed>(said => said.ReplyId == second.ReplyId && said.Reason is not null, "it is told");
    }

    [Fact]
    public async Task Hold_that_was_lifted_while_a_reply_was_on_its_way_back_keeps_it_no_longer()
    {
        await using var server = new ScriptedSmtpServer();
        var email = setting.Link(server);
        var reply = setting.Reply(email, "anna@customer.example") with { SendAfter = TimeProvider.System.GetUtcNow().AddHours(1) };
        await setting.First.Services.GetRequiredService<QueueTable>().AddAsync(reply, CancellationToken.None);
        var holder = Guid.CreateVersion7();
        await setting.ExecuteAsync("update reply.queue set state = 'Claimed', claimed_by = @holder, claimed_until = now() + interval '1 minute', fence = 5 where reply_id = @ReplyId", new { holder, reply.ReplyId });

        await setting.First.Services.GetRequiredService<AttemptTable>().ReleaseAsync(new Claim(reply, holder, 5, 0, null, [], null), TimeSpan.FromHours(1), "held", held: true, CancellationToken.None);

        await setting.HeardAsync<ReplySent>(said => said.ReplyId == reply.ReplyId, "it leaves at once");
    }

    [Fact]
    public async Task Failure_of_an_attempt_from_before_the_settings_changed_holds_nothing_and_alarms_nobody()
    {
        await using var server = new ScriptedSmtpServer();
        var email = setting.Link(server);
        await setting.First.Services.GetRequiredService<HoldTable>().ChangedAsync(email.Id, 2, CancellationToken.None);
        var hold = setting.First.Services.GetRequiredService<MailboxHold>();
        var trouble = new MailboxTroubleException("password_refused", "The password was refused.", "Give the new one.", isTransient: false);

        (await hold.HoldAsync(email, heardOf: 1, lifts: 1, trouble, CancellationToken.None)).Pause.ShouldBe(TimeSpan.Zero);
        setting.Heard<MailboxObserved>().ShouldNotContain(said => said.SystemEmailId == email.Id);

        (await hold.HoldAsync(email, heardOf: 2, lifts: 1, trouble, CancellationToken.None)).Pause.ShouldBeGreaterThan(TimeSpan.FromMinutes(1), "that attempt knew of the change");
        await setting.HeardAsync<MailboxObserved>(said => said.SystemEmailId == email.Id, "the alarm");
    }

    [Fact]
    public async Task Failure_of_an_attempt_from_before_the_mailbox_was_let_go_on_holds_nothing_and_alarms_nobody()
    {
        await using var server = new ScriptedSmtpServer();
        var email = setting.Link(server);
        using var client = setting.First.AsHelpdesk();
        using var letGoOn = new ManualResetEventSlim();
        var answers = 0;
        server.OnMessage = _ =>
        {
            if (Interlocked.Increment(ref answers) > 1)
            {
                return Answer.Take;
            }

            letGoOn.Wait();
            return Answer.Refuse("554 5.2.252 SendAsDenied; support@contoso.example not allowed to send as sales@contoso.example");
        };
        var reply = await setting.QueueAsync(setting.Reply(email, "anna@customer.example"));
        await Eventually.HoldsAsync("the server has the mail", () => Task.FromResult(Volatile.Read(ref answers) == 1));

        (await client.PostAsync($"/internal/mailboxes/{email.Id}/retry-now", content: null)).IsSuccessStatusCode.ShouldBeTrue();
        letGoOn.Set();

        await setting.HeardAsync<ReplySent>(said => said.ReplyId == reply.ReplyId, "it leaves at once");
        setting.Heard<MailboxObserved>().ShouldNotContain(said => said.SystemEmailId == email.Id && said.Problem != null);
    }

    [Fact]
    public async Task Used_up_limit_holds_also_for_a_mailbox_that_was_not_read_yet()
    {
        await using var server = new ScriptedSmtpServer();
        var email = setting.Link(server, change: email => email with { Sending = email.Sending! with { Limits = new SendingLimits(null, 3, null) } });
        await setting.ExecuteAsync("insert into reply.begun (reply_id, fence, system_email_id, at, recipients) values (gen_random_uuid(), 1, @Id, now() - interval '1 hour', 3)", new { email.Id });

        var reply = await setting.QueueAsync(setting.Reply(email, "anna@customer.example"));

        await setting.HeardAsync<ReplyProgressed>(said => said.ReplyId == reply.ReplyId && said.Reason?.Contains("recipients within 24 hours", StringComparison.Ordinal) is true, "it waits for the day to be over");
        server.Taken.ShouldBeEmpty();
    }

    [Fact]
    public void Worker_that_stood_still_finds_its_claim_ended_before_its_timers_do()
    {
        var clock = new StoppedTimers();
        var slots = new MailboxSlots(clock);
        using var attempt = new RunningAttempt(clock.GetTimestamp(), slots.Enter(Guid.NewGuid(), 1), clock, CancellationToken.None, CancellationToken.None);
        attempt.ThrowIfOver();

        clock.Now += QueueTable.ClaimLength;

        Should.Throw<OperationCanceledException>(attempt.ThrowIfOver);
        attempt.Cancellation.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public void Slots_let_out_as_many_as_may_and_in_order()
    {
        var slots = new MailboxSlots(TimeProvider.System);
        var mailbox = Guid.NewGuid();
        var line = Enumerable.Range(0, 4).Select(_ => slots.Enter(mailbox, 2)).ToList();
        using var elsewhere = slots.Enter(Guid.NewGuid(), 1);
        line.Select(slot => slot.Turn.IsCompleted).ShouldBe([true, true, false, false]);
        elsewhere.Turn.IsCompleted.ShouldBeTrue("another mailbox waits for nobody");

        line[2].Dispose();
        line[0].Dispose();

        line[3].Turn.IsCompleted.ShouldBeTrue();
        line[1].Dispose();
        line[3].Dispose();
        using var next = slots.Enter(mailbox, 1);
        next.Turn.IsCompleted.ShouldBeTrue();
    }

    private sealed class StoppedTimers : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + Now;

        public override long GetTimestamp() => 0;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Never();

        private sealed class Never : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
