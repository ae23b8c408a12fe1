using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Fixtures.Postgres;
using HelpdeskMail.Reply.Queue;
using HelpdeskMail.Reply.SystemEmails;
using HelpdeskMail.Reply.Tests.Hosting;
using HelpdeskMail.Reply.Tests.Scripted;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Reply.Tests.Unknown;

public sealed class UnknownTests(ReplySetting setting) : IClassFixture<ReplySetting>
{
    [Fact]
    public async Task Reply_found_in_the_sent_folder_was_sent_and_is_not_sent_again()
    {
        await using var server = new ScriptedSmtpServer { OnMessage = _ => Answer.TakeAndDrop };
        var reply = setting.Reply(setting.Link(server), "anna@customer.example", "bert@customer.example");
        bool IsToldUnknown() => setting.Heard<ReplyProgressed>().Any(said => said.ReplyId == reply.ReplyId && said.State == ReplyState.Unknown);
        setting.SentFolder.Holds = id => server.Copies(id) > 0 && IsToldUnknown();

        await setting.QueueAsync(reply);

        var sent = await setting.HeardAsync<ReplySent>(said => said.ReplyId == reply.ReplyId, "it is found");
        sent.Recipients.ShouldAllBe(outcome => outcome.Accepted);
        IsToldUnknown().ShouldBeTrue();
        server.Copies(reply.MessageId).ShouldBe(1);
    }

    [Fact]
    public async Task Reply_found_under_the_id_that_the_server_gave_it_was_sent_and_that_id_is_told()
    {
        await using var server = new ScriptedSmtpServer { OnMessage = _ => Answer.TakeAndDrop };
        setting.SentFolder.Holds = id => server.Copies(id) > 0;
        setting.SentFolder.UsedId = id => $"exchange-{id}";

        var reply = await setting.QueueAsync(setting.Reply(setting.Link(server), "anna@customer.example"));

        await setting.HeardAsync<ReplySent>(said => said.ReplyId == reply.ReplyId, "it is found");
        (await setting.HeardAsync<ReplyFiled>(said => said.ReplyId == reply.ReplyId, "its id is told")).MessageId.ShouldBe($"exchange-{reply.MessageId}");
        server.Copies(reply.MessageId).ShouldBe(1);
    }

    [Fact]
    public async Task Reply_whose_id_was_set_aside_is_found_by_its_mark()
    {
        await using var server = new ScriptedSmtpServer { OnMessage = _ => Answer.TakeAndDrop };
        var reply = setting.Reply(setting.Link(server), "anna@customer.example");
        setting.SentFolder.Holds = _ => false;
        setting.SentFolder.HoldsMarked = mark => mark == reply.ReplyId.ToString("N") && server.Copies(reply.MessageId) > 0 ? "another@provider.example" : null;

        await setting.QueueAsync(reply);

        await setting.HeardAsync<ReplySent>(said => said.ReplyId == reply.ReplyId, "it is found");
        (await setting.HeardAsync<ReplyFiled>(said => said.ReplyId == reply.ReplyId, "its id is told")).MessageId.ShouldBe("another@provider.example");
        server.Copies(reply.MessageId).ShouldBe(1);
    }

    [Fact]
    public async Task Id_that_the_server_gave_an_ordinary_reply_is_learned_from_its_copy()
    {
        await using var server = new ScriptedSmtpServer();
        setting.SentFolder.Holds = id => server.Copies(id) > 0;
        setting.SentFolder.UsedId = id => $"exchange-{id}";

        var reply = await setting.QueueAsync(setting.Reply(setting.Link(server), "anna@customer.example"));

        (await setting.HeardAsync<ReplyFiled>(said => said.ReplyId == reply.ReplyId, "its id is told")).MessageId.ShouldBe($"exchange-{reply.MessageId}");
        await Eventually.HoldsAsync("the copy is done with", async () => await setting.FilingAsync(reply.ReplyId) == "Done");
        setting.SentFolder.Filed.ShouldNotContain(copy => copy.Contains(reply.MessageId, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reply_missing_when_the_set_window_is_over_is_sent_again_by_itself()
    {
        await using var quick = new ReplySetting { UnknownWindow = "00:00:05" };
        await quick.InitializeAsync();
        await using var server = new ScriptedSmtpServer();
        var losses = 1;
        server.OnMessage = _ => losses-- > 0 ? Answer.LoseAndDrop : Answer.Take;
        quick.SentFolder.Holds = id => server.Copies(id) > 0;

        var reply = await quick.QueueAsync(quick.Reply(quick.Link(server), "anna@customer.example"));

        await quick.HeardAsync<ReplySent>(said => said.ReplyId == reply.ReplyId, "it is sent again");
        quick.SentFolder.Searches.ShouldBeGreaterThan(1);
        server.Copies(reply.MessageId).ShouldBe(1);
    }

    [Theory]
    [InlineData("00:00:04")]
    [InlineData("2.00:00:00")]
    public void Window_out_of_bounds_stops_the_service_with_words(string window)
    {
        var error = Should.Throw<Exception>(() => new ReplyHost(setting.ConnectionString, setting.Neighbours.Address, setting.SentFolder, window));

        error.ToString().ShouldContain("Reply:UnknownWindow");
        error.ToString().ShouldContain("for example 00:10:00");
    }

    [Fact]
    public async Task Oauth_that_is_away_leaves_an_unknown_reply_to_nobody_until_it_is_back()
    {
        await using var own = new ReplySetting();
        await own.InitializeAsync();
        await using var server = new ScriptedSmtpServer();
        own.Neighbours.OAuthAway = true;
        own.SentFolder.Holds = _ => true;
        var reply = own.Reply(own.Link(server), "anna@customer.example");
        await own.ExecuteAsync("insert into reply.hold (system_email_id, held_until, reason) values (@SystemEmailId, now() + interval '1 hour', 'until the test says so')", reply);
        await own.First.Services.GetRequiredService<QueueTable>().AddAsync(reply, CancellationToken.None);
        await own.ExecuteAsync("update reply.queue set state = 'Unknown', unknown_since = now() where reply_id = @ReplyId", reply);
        await Eventually.HoldsAsync("it was to be searched for", async () => await own.SearchesAsync(reply.ReplyId) > 1);
        (await own.StateAsync(reply.ReplyId)).ShouldBe("Unknown");

        own.Neighbours.OAuthAway = false;

        await own.HeardAsync<ReplySent>(said => said.ReplyId == reply.ReplyId, "it is found");
    }

    [Fact]
    public async Task Reply_missing_after_ten_minutes_is_sent_again_where_the_server_files_what_it_takes()
    {
        await using var server = new ScriptedSmtpServer();
        var losses = 1;
        server.OnMessage = _ => losses-- > 0 ? Answer.LoseAndDrop : Answer.Take;
        setting.SentFolder.Holds = id => server.Copies(id) > 0;
        var reply = await setting.QueueAsync(setting.Reply(setting.Link(server), "anna@customer.example"));
        await setting.BecomesAsync(reply.ReplyId, "Unknown");
        var before = setting.SentFolder.Searches;
        await Eventually.HoldsAsync("it was searched for in vain", () => Task.FromResult(setting.SentFolder.Searches > before));
        (await setting.StateAsync(reply.ReplyId)).ShouldBe("Unknown");

        await TenMinutesLaterAsync(reply);

        await setting.HeardAsync<ReplySent>(said => said.ReplyId == reply.ReplyId, "it is sent again");
        server.Copies(reply.MessageId).ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Missing_copy_is_judged_by_the_way_that_was_taken_and_not_by_the_one_that_is_set_since(bool filedThen)
    {
        await using var server = new ScriptedSmtpServer();
        var losses = 1;
        server.OnMessage = _ => losses-- > 0 ? (filedThen ? Answer.LoseAndDrop : Answer.TakeAndDrop) : Answer.Take;
        setting.SentFolder.Holds = _ => false;
        static SystemEmailSettings Personal(SystemEmailSettings email) => email with { Sending = email.Sending! with { Server = email.Sending.Server with { UserName = "agent@contoso.example" } } };
        var own = setting.Link(server);
        if (!filedThen)
        {
            setting.Relink(Personal(own));
        }

        var reply = await setting.QueueAsync(setting.Reply(own, "anna@customer.example"));
        await setting.BecomesAsync(reply.ReplyId, "Unknown");
        await ChangeAsync((filedThen ? Personal(own) : own) with { Revision = 2 });

        await TenMinutesLaterAsync(reply);

        if (filedThen)
        {
            await setting.HeardAsync<ReplySent>(said => said.ReplyId == reply.ReplyId, "it is sent again");
        }
        else
        {
            await setting.HeardAsync<ReplyProgressed>(said => said.ReplyId == reply.ReplyId && said is { State: ReplyState.Unknown, NextAttemptAt: null }, "a person is asked");
        }

        server.Copies(reply.MessageId).ShouldBe(1);
    }

    [Fact]
    public async Task Missing_copy_proves_nothing_where_the_other_way_out_was_taken_that_files_none()
    {
        await using var graph = await ScriptedGraph.StartAsync();
        graph.OnSend = _ => "ErrorAccessDenied";
        await using var server = new ScriptedSmtpServer { OnMessage = _ => Answer.TakeAndDrop };
        setting.SentFolder.Holds = _ => false;
        var email = setting.Link(server, change: email => email with
        {
            Sending = email.Sending! with
            {
                Protocol = SendingProtocol.Graph,
                Server = email.Sending.Server with { Port = graph.Port },
                Fallback = email.Sending with { Server = email.Sending.Server with { UserName = "agent@contoso.example" } },
            },
        });
        var reply = await setting.QueueAsync(setting.Reply(email, "anna@customer.example"));
        await setting.BecomesAsync(reply.ReplyId, "Unknown");

        await TenMinutesLaterAsync(reply);

        await setting.HeardAsync<ReplyProgressed>(said => said.ReplyId == reply.ReplyId && said is { State: ReplyState.Unknown, NextAttemptAt: null }, "a person is asked");
        server.Copies(reply.MessageId).ShouldBe(1);
    }

    [Fact]
    public async Task Missing_copy_proves_nothing_where_the_mailbox_is_kept_by_somebody_else_since()
    {
        await using var server = new ScriptedSmtpServer { OnMessage = _ => Answer.TakeAndDrop };
        setting.SentFolder.Holds = _ => false;
        var email = setting.Link(server);
        var reply = await setting.QueueAsync(setting.Reply(email, "anna@customer.example"));
        await setting.BecomesAsync(reply.ReplyId, "Unknown");
        await ChangeAsync(email with { Revision = 2, Provider = "sandbox" });

        await TenMinutesLaterAsync(reply);

        await setting.HeardAsync<ReplyProgressed>(said => said.ReplyId == reply.ReplyId && said is { State: ReplyState.Unknown, NextAttemptAt: null }, "a person is asked");
        server.Copies(reply.MessageId).ShouldBe(1);
    }

    [Theory]
    [InlineData("other", "send-again", 2)]
    [InlineData("other", "sent", 1)]
    public async Task Reply_that_nobody_can_know_of_waits_for_a_person(string provider, string decision, int copies)
    {
        await using var server = new ScriptedSmtpServer();
        var drops = 1;
        server.OnMessage = _ => drops-- > 0 ? Answer.TakeAndDrop : Answer.Take;
        setting.SentFolder.Holds = _ => false;
        var reply = await setting.QueueAsync(setting.Reply(setting.Link(server, provider), "anna@customer.example"));
        await setting.BecomesAsync(reply.ReplyId, "Unknown");
        await TenMinutesLaterAsync(reply);
        await setting.HeardAsync<ReplyProgressed>(said => said.ReplyId == reply.ReplyId && said is { State: ReplyState.Unknown, NextAttemptAt: null }, "a person is asked");
        server.Copies(reply.MessageId).ShouldBe(1);

        using var client = setting.First.AsHelpdesk();
        (await client.PostAsync($"/internal/replies/{reply.ReplyId}/resolve?decision={decision}", content: null)).IsSuccessStatusCode.ShouldBeTrue();

        await setting.HeardAsync<ReplySent>(said => said.ReplyId == reply.ReplyId, "it is settled");
        server.Copies(reply.MessageId).ShouldBe(copies);
        (await client.PostAsync($"/internal/replies/{reply.ReplyId}/resolve?decision=send-again", content: null)).StatusCode.ShouldBe(System.Net.HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Reply_of_a_replica_that_died_while_sending_becomes_unknown_and_one_that_had_not_begun_is_sent()
    {
        await using var server = new ScriptedSmtpServer();
        setting.SentFolder.Holds = _ => false;
        var email = setting.Link(server);
        var begun = setting.Reply(email, "anna@customer.example");
        var claimed = setting.Reply(email, "bert@customer.example");
        var queue = setting.First.Services.GetRequiredService<QueueTable>();
        await setting.ExecuteAsync("insert into reply.hold (system_email_id, held_until, reason) values (@Id, now() + interval '1 hour', 'until the test says so')", new { email.Id });
        await queue.AddAsync(begun, CancellationToken.None);
        await queue.AddAsync(claimed, CancellationToken.None);
        await setting.ExecuteAsync(
            """
            update reply.queue set state = case when reply_id = @begun then 'Sending' else 'Claimed' end, claimed_by = gen_random_uuid(), claimed_until = now() - interval '1 second', fence = 1
            where reply_id in (@begun, @claimed);
            delete from reply.hold where system_email_id = @Id;
            """,
            new { begun = begun.ReplyId, claimed = claimed.ReplyId, email.Id });

        await setting.HeardAsync<ReplySent>(said => said.ReplyId == claimed.ReplyId, "the one that had not begun is sent");
        await setting.HeardAsync<ReplyProgressed>(said => said.ReplyId == begun.ReplyId && said.State == ReplyState.Unknown, "the other is unknown");
        server.Copies(begun.MessageId).ShouldBe(0);
    }

    [Fact]
    public async Task Worker_that_wakes_up_late_may_neither_send_nor_record()
    {
        await using var server = new ScriptedSmtpServer();
        var email = setting.Link(server);
        var reply = setting.Reply(email, "anna@customer.example");
        await setting.ExecuteAsync("insert into reply.hold (system_email_id, held_until, reason) values (@Id, now() + interval '1 hour', 'until the test says so')", new { email.Id });
        var queue = setting.First.Services.GetRequiredService<QueueTable>();
        await queue.AddAsync(reply, CancellationToken.None);
        var holder = Guid.CreateVersion7();
        await setting.ExecuteAsync("update reply.queue set state = 'Claimed', claimed_by = @holder, claimed_until = now() + interval '1 minute', fence = 8 where reply_id = @ReplyId", new { holder, reply.ReplyId });
        var late = new Claim(reply, holder, 7, 0, null, [], null);

        var attempts = setting.First.Services.GetRequiredService<AttemptTable>();
        (await attempts.BeginSendingAsync(late, SendingProtocol.Smtp, "server", "", CancellationToken.None)).ShouldBeFalse();
        (await attempts.RecordAsync(late, new AttemptOutcome(ReplyState.Failed, [], "late", null, null), CancellationToken.None)).ShouldBeFalse();
        (await attempts.BeginSendingAsync(late with { Fence = 8 }, SendingProtocol.Smtp, "server", "", CancellationToken.None)).ShouldBeTrue();
    }

    [Fact]
    public async Task Outcome_that_cannot_be_recorded_at_first_is_recorded_when_the_database_is_back()
    {
        await using var server = new ScriptedSmtpServer();
        var reply = setting.Reply(setting.Link(server), "anna@customer.example");
        await setting.ExecuteAsync(
            $"""
            create sequence crash;
            create function crash() returns trigger language plpgsql as $$
            begin
              if new.reply_id = '{reply.ReplyId}' and new.state = 'Sent' and nextval('public.crash') = 1 then raise admin_shutdown; end if;
              return new;
            end $$;
            create trigger crash before update on reply.queue for each row execute function public.crash();
            """);
        try
        {
            await setting.QueueAsync(reply);
            await setting.HeardAsync<ReplySent>(said => said.ReplyId == reply.ReplyId, "it is told as sent");
        }
        finally
        {
            await setting.ExecuteAsync("drop trigger crash on reply.queue");
        }

        server.Copies(reply.MessageId).ShouldBe(1);
    }

    [Theory]
    [InlineData("hold")]
    [InlineData("closed_way")]
    public async Task Reply_that_a_server_has_refused_is_queued_again_and_not_unknown_when_the_database_fails_right_behind_that(string table)
    {
        await using var graph = await ScriptedGraph.StartAsync();
        await using var server = new ScriptedSmtpServer { OnSender = _ => "550 5.7.60 SMTP; Client does not have permissions to send as this sender" };
        var email = setting.Link(server, change: email => table == "hold" ? email : email with
        {
            Sending = email.Sending! with { Fallback = email.Sending with { Protocol = SendingProtocol.Graph, Server = email.Sending.Server with { Port = graph.Port } } },
        });
        await setting.ExecuteAsync(
            $"""
            create function fail_{table}() returns trigger language plpgsql as $$
            begin
              if new.system_email_id = '{email.Id}' then raise admin_shutdown; end if;
              return new;
            end $$;
            create trigger fail before insert on reply.{table} for each row execute function public.fail_{table}();
            """);
        OutgoingReply reply;
        try
        {
            reply = await setting.QueueAsync(setting.Reply(email, "anna@customer.example"));
            await setting.HeardAsync<ReplyProgressed>(said => said.ReplyId == reply.ReplyId && said is { State: ReplyState.Queued, Attempts: > 0 }, "it is queued again");
        }
        finally
        {
            await setting.ExecuteAsync($"drop trigger fail on reply.{table}");
        }

        server.OnSender = _ => "250 2.1.0 fine";
        await setting.HeardAsync<ReplySent>(said => said.ReplyId == reply.ReplyId, "it is sent");
        setting.Heard<ReplyProgressed>().ShouldNotContain(said => said.ReplyId == reply.ReplyId && said.State == ReplyState.Unknown);
        (server.Copies(reply.MessageId) + graph.Copies(reply.MessageId)).ShouldBe(1);
    }

    [Fact]
    public async Task Database_that_dies_while_replies_leave_makes_no_double_and_loses_none()
    {
        await using var cluster = await PostgresCluster.StartAsync(durable: true);
        await using var crashing = new ReplySetting(cluster);
        await crashing.InitializeAsync();
        await using var server = new ScriptedSmtpServer();
        crashing.SentFolder.Holds = id => server.Copies(id) > 0;
        var email = crashing.Link(server);
        var replies = new List<OutgoingReply>();
        for (var number = 0; number < 50; number++)
        {
            replies.Add(await crashing.QueueAsync(crashing.Reply(email, "anna@customer.example")));
        }

        for (var kill = 1; kill <= 2; kill++)
        {
            var enough = 10 * kill;
            await Eventually.HoldsAsync("some have left", () => Task.FromResult(server.Taken.Count >= enough));
            await cluster.KillAsync();
            await cluster.RestartAsync();
        }

        await Eventually.HoldsAsync(
            "all are told as sent",
            () => Task.FromResult(replies.All(reply => crashing.Heard<ReplySent>().Any(said => said.ReplyId == reply.ReplyId))),
            TimeSpan.FromMinutes(3));
        replies.ShouldAllBe(reply => server.Copies(reply.MessageId) == 1);
    }

    private async Task ChangeAsync(SystemEmailSettings email)
    {
        setting.Relink(email);
        foreach (var replica in setting.Replicas)
        {
            (await replica.Services.GetRequiredService<SystemEmailDirectory>().RefreshAsync(CancellationToken.None)).ShouldBeTrue();
        }
    }

    private Task TenMinutesLaterAsync(OutgoingReply reply) => setting.ExecuteAsync(
        "update reply.queue set unknown_since = now() - interval '11 minutes', next_attempt_at = now() where reply_id = @ReplyId", new { reply.ReplyId });
}
