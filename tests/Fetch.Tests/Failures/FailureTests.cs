using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Fetch.Tests.Hosting;
using HelpdeskMail.Fetch.Tests.Scripted;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Mail.Failures;
using Microsoft.AspNetCore.Http;

namespace HelpdeskMail.Fetch.Tests.Failures;

public sealed class FailureTests(FetchSetting setting) : IClassFixture<FetchSetting>
{
    [Fact]
    public async Task Unreadable_and_too_large_messages_are_listed_and_the_next_ones_go_on()
    {
        var server = new ScriptedServer();
        server.Deliver("fine-1");
        server.Unreadable.Add(server.Deliver("unreadable"));
        var large = server.Deliver(new byte[20_000]);
        server.Deliver("fine-2");

        var email = await setting.LinkAsync(server);

        await setting.StoredAsync(email.Id, 2, "the fine ones");
        var failed = (await setting.ReceiptsAsync(email.Id)).Where(receipt => receipt.Failure is not null).ToList();
        failed.Count.ShouldBe(2);
        failed[0].Failure!.ShouldContain("MessageUnreadable");
        failed[1].Failure!.ShouldContain("0 MB");
        await Eventually.HoldsAsync("the cursor has passed them", async () => await setting.PlaceAsync(email.Id) == "7/4");
        await Eventually.HoldsAsync("they are announced like the others", () => setting.AnnouncedAsync(failed));

        using var client = setting.Fetch.AsHelpdesk();
        (await client.PostAsync($"/internal/mailboxes/{email.Id}/failed/fetch?folder=INBOX&key=7%2F{large}", content: null)).IsSuccessStatusCode.ShouldBeTrue();
        await setting.StoredAsync(email.Id, 3, "the large one, asked for by a person");
        server.Unreadable.Clear();
        await setting.ExecuteAsync("update \"fetch\".failed_message set next_attempt_at = now() where system_email_id = @Id", new { email.Id });
        await client.PostAsync($"/internal/mailboxes/{email.Id}/fetch-now", content: null);
        await setting.StoredAsync(email.Id, 4, "the unreadable one, when the server gives it");
        (await setting.ReceiptsAsync(email.Id)).ShouldAllBe(receipt => receipt.Failure == null);
        await Eventually.HoldsAsync("all are marked", () => Task.FromResult(server.Messages.All(message => message.Seen)));
    }

    [Fact]
    public async Task Message_that_breaks_the_connection_each_time_is_passed_over_after_three()
    {
        var server = new ScriptedServer();
        for (var number = 0; number < 4; number++)
        {
            server.Deliver($"around-{number}");
        }

        var poison = server.Deliver("poison");
        server.Deliver("behind");
        server.Fault = step =>
        {
            if (step == $"body {poison}")
            {
                throw ScriptedServer.Failure(MailFailureKind.ProtocolViolation);
            }
        };

        var email = await setting.LinkAsync(server);

        await setting.StoredAsync(email.Id, 5, "all but the poison");
        var failed = (await setting.ReceiptsAsync(email.Id)).Single(receipt => receipt.Failure is not null);
        failed.Key.ShouldBe($"7/{poison}");
        failed.Failure!.ShouldContain("3 times");
        (await setting.CountAsync("select count(*) from \"fetch\".suspect where system_email_id = @Id", new { email.Id })).ShouldBe(0);
    }

    [Fact]
    public async Task Message_whose_mere_asking_breaks_the_connection_is_found_and_passed_over()
    {
        var server = new ScriptedServer();
        for (var number = 0; number < 60; number++)
        {
            server.Deliver($"among-{number}");
        }

        var (broken, asked) = (0, 0);
        server.Fault = step =>
        {
            if (step == "asked 40")
            {
                broken++;
                throw ScriptedServer.Failure(MailFailureKind.ServerClosed);
            }
        };

        var email = await setting.LinkAsync(server);

        await Eventually.HoldsAsync(
            "59 messages are stored",
            async () =>
            {
                // A person who has it looked into after each break; the pauses between them, which double, are for servers.
                if (asked < broken)
                {
                    asked = broken;
                    await setting.FetchNowAsync(email.Id);
                }

                return (await setting.ReceiptsAsync(email.Id)).Count(receipt => receipt.Failure is null) == 59;
            },
            TimeSpan.FromMinutes(3));
        (await setting.ReceiptsAsync(email.Id)).Single(receipt => receipt.Failure is not null).Key.ShouldBe("7/40");
        (await setting.CountAsync("select count(*) from \"fetch\".suspect where system_email_id = @Id", new { email.Id })).ShouldBe(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Message_that_the_server_lists_and_does_not_give_is_listed_as_failed_and_tried_again(bool hasOrder)
    {
        var server = new ScriptedServer { HasOrder = hasOrder };
        server.Deliver("given-1");
        var withheld = server.Deliver("withheld");
        server.Withheld.Add(withheld);
        server.Deliver("given-2");

        var email = await setting.LinkAsync(server);

        await setting.StoredAsync(email.Id, 2, "what is given");
        var failed = await Eventually.ValueAsync("it is listed", async () => (await setting.ReceiptsAsync(email.Id)).SingleOrDefault(receipt => receipt.Failure is not null));
        failed.Key.ShouldBe($"7/{withheld}");
        await Eventually.HoldsAsync("it is to be tried again", async () => await setting.CountAsync("select count(*) from \"fetch\".failed_message where system_email_id = @Id", new { email.Id }) == 1);
        server.Withheld.Clear();
        await AgainAsync(email.Id);
        await setting.StoredAsync(email.Id, 3, "all, once the server gives it");
    }

    [Fact]
    public async Task Passed_over_message_that_breaks_the_connection_when_tried_again_costs_no_other_its_try()
    {
        var server = new ScriptedServer();
        var breaking = server.Deliver("breaking");
        var other = server.Deliver("other");
        server.Unreadable.UnionWith([breaking, other]);
        var email = await setting.LinkAsync(server);
        await Eventually.HoldsAsync("both are passed over", async () => await setting.CountAsync("select count(*) from \"fetch\".failed_message where system_email_id = @Id", new { email.Id }) == 2);

        server.Fault = step =>
        {
            if (step == $"fetch {breaking}")
            {
                throw ScriptedServer.Failure(MailFailureKind.ServerClosed);
            }
        };
        server.Unreadable.Clear();
        await AgainAsync(email.Id);

        await setting.StoredAsync(email.Id, 1, "the other one");
    }

    [Fact]
    public async Task Message_that_was_too_large_is_fetched_when_the_limit_is_raised()
    {
        var server = new ScriptedServer();
        server.Deliver(new byte[20_000]);
        var email = await setting.LinkAsync(server);
        await Eventually.HoldsAsync("it is passed over", async () => await setting.CountAsync("select count(*) from \"fetch\".failed_message where system_email_id = @Id", new { email.Id }) == 1);

        await setting.ChangeAsync(email with { Revision = 2, Receiving = email.Receiving! with { MaxMessageSize = 20_000 } });

        await setting.StoredAsync(email.Id, 1, "what fits now");
    }

    [Fact]
    public async Task Sizes_that_a_server_gets_wrong_by_far_stop_nothing()
    {
        var server = new ScriptedServer { ToldSize = 1 };
        for (var number = 0; number < 100; number++)
        {
            var raw = new byte[100_000];
            BitConverter.TryWriteBytes(raw, number);
            server.Deliver(raw);
        }

        var email = await setting.LinkAsync(server);

        await setting.StoredAsync(email.Id, 100, "ten megabytes that were told to be a hundred bytes");
    }

    [Fact]
    public async Task Words_that_the_database_cannot_keep_stop_nothing()
    {
        var server = new ScriptedServer();
        server.Deliver("before");
        var poison = server.Deliver("poison");
        server.Deliver("behind");
        server.Fault = step =>
        {
            if (step == $"body {poison}")
            {
                throw new MailFailureException(new MailFailure(MailFailureKind.ProtocolViolation, "It made no sense.", "Do this.", FailureMender.Retry, IsTransient: true, "BAD \0 \uD83D cut in half"), connectionLost: true);
            }
        };

        var email = await setting.LinkAsync(server);

        await setting.StoredAsync(email.Id, 2, "all but the poison");
        (await setting.ReceiptsAsync(email.Id)).Single(receipt => receipt.Failure is not null).Failure!.ShouldContain("cut in half");
    }

    [Fact]
    public async Task Throttled_server_action_is_obeyed_and_told()
    {
        var server = new ScriptedServer();
        server.Deliver("stored-first");
        var moves = 0;
        server.Fault = step =>
        {
            if (step == "move")
            {
                moves++;
                throw ScriptedServer.Failure(MailFailureKind.Throttled, lost: false, retryAfter: TimeSpan.FromMinutes(10));
            }
        };

        var email = await setting.LinkAsync(server, receiving => receiving with { AfterStoring = AfterStoring.Move, MoveToFolder = "Done" });

        var observed = await ObservedAsync(email.Id, "throttled");
        (observed.Problem!.RetryAt!.Value - observed.At).ShouldBeInRange(TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(10));
        await setting.StoredAsync(email.Id, 1, "what was there");
        moves.ShouldBe(1);
    }

    [Theory]
    [InlineData(MailFailureKind.Refused)]
    [InlineData(MailFailureKind.FolderMissing)]
    public async Task Message_that_cannot_be_moved_keeps_no_other_from_being_moved(MailFailureKind kind)
    {
        var server = new ScriptedServer { UnmovableFor = kind };
        for (var number = 0; number < 30; number++)
        {
            server.Deliver($"moved-{number}");
        }

        server.Unmovable.Add(17);
        var email = await setting.LinkAsync(server, receiving => receiving with { AfterStoring = AfterStoring.Move, MoveToFolder = "Done" });

        await Eventually.HoldsAsync("all others are moved", () => Task.FromResult(server.Messages.Count == 1));
        await Eventually.HoldsAsync("it is noted", async () => await setting.CountAsync("select count(*) from \"fetch\".pending_action where system_email_id = @Id and attempts = 1", new { email.Id }) == 1);
        server.Unmovable.Clear();
        await AgainAsync(email.Id);
        await Eventually.HoldsAsync("it is moved too", () => Task.FromResult(server.Messages.Count == 0));
    }

    [Fact]
    public async Task Refused_server_action_delays_no_new_mail_and_is_told_and_tried_again()
    {
        var server = new ScriptedServer();
        server.Deliver("cannot-move");
        server.Fault = step =>
        {
            if (step == "move")
            {
                throw ScriptedServer.Failure(MailFailureKind.Refused, lost: false, FailureMender.MailboxAdmin, transient: false);
            }
        };
        var email = await setting.LinkAsync(server, receiving => receiving with { AfterStoring = AfterStoring.Move, MoveToFolder = "Done" });
        await setting.StoredAsync(email.Id, 1, "the first");
        server.Deliver("cannot-move-either");
        await setting.StoredAsync(email.Id, 2, "the second");
        await ObservedAsync(email.Id, "after_storing_failed");
        await Eventually.HoldsAsync("both are put off", async () => await setting.CountAsync("select count(*) from \"fetch\".pending_action where system_email_id = @Id and attempts > 0", new { email.Id }) == 2);

        server.Fault = _ => { };
        await AgainAsync(email.Id);

        await Eventually.HoldsAsync("both are moved", () => Task.FromResult(server.Messages.Count == 0));
        await ObservedAsync(email.Id, null);
    }

    [Fact]
    public async Task Full_store_is_told_and_nothing_is_lost()
    {
        var server = new ScriptedServer();
        var email = await setting.LinkAsync(server);
        await ObservedAsync(email.Id, null);
        await setting.ExecuteAsync(
            $"""
            create or replace function mailstore.full() returns trigger language plpgsql as $$
            begin if new.system_email_id = '{email.Id}' then raise disk_full; end if; return new; end $$;
            create or replace trigger disk_full before insert on mailstore.receipt for each row execute function mailstore.full();
            """);

        server.Deliver("no-room-1");
        server.Deliver("no-room-2");
        var observed = await ObservedAsync(email.Id, "store_full");
        server.Messages.ShouldAllBe(message => !message.Seen);
        await setting.ExecuteAsync("drop trigger disk_full on mailstore.receipt");

        observed.Problem!.What.ShouldContain("disk");
        observed.Problem.RetryAt.ShouldNotBeNull();
        await setting.StoredAsync(email.Id, 2, "when there is room again");
        await ObservedAsync(email.Id, null);
    }

    [Theory]
    [InlineData(MailFailureKind.AccessTokenExpired, "woken")]
    [InlineData(MailFailureKind.AccessTokenExpired, "fetch 2")]
    [InlineData(MailFailureKind.AccessTokenExpired, "seen")]
    [InlineData(MailFailureKind.AccessTokenRefused, "connect")]
    public async Task Expired_token_costs_a_fresh_one_and_no_message(MailFailureKind kind, string at)
    {
        var server = new ScriptedServer();
        var once = true;
        server.Fault = step =>
        {
            if (step == at && once)
            {
                once = false;
                throw ScriptedServer.Failure(kind);
            }
        };
        var email = await setting.LinkAsync(server);
        await ObservedAsync(email.Id, null);
        server.Deliver($"token-1-{kind}-{at}");
        server.Deliver($"token-2-{kind}-{at}");

        await setting.StoredAsync(email.Id, 2, "both");

        await Eventually.HoldsAsync("a fresh one is shown", () => Task.FromResult(server.Secrets[^1] == "fresh-token"));
        await Eventually.HoldsAsync("both are marked", () => Task.FromResult(server.Messages.All(message => message.Seen)));
        setting.Fetch.Observed.Where(said => said.SystemEmailId == email.Id).ShouldAllBe(said => said.Problem == null);
    }

    [Fact]
    public async Task Tokens_that_run_out_before_they_are_shown_are_no_trouble_of_the_mailbox()
    {
        var server = new ScriptedServer();
        server.Deliver("short-lived");
        var (id, refused) = (Guid.CreateVersion7(), 0);
        setting.OAuth.Answers[id] = _ => Microsoft.AspNetCore.Http.Results.Ok(new Credential("support@contoso.example", SignInMethod.AccessToken, "short", TimeProvider.System.GetUtcNow().AddMilliseconds(-1)));
        server.Fault = step =>
        {
            if (step == "connect" && refused < 5)
            {
                refused++;
                throw ScriptedServer.Failure(MailFailureKind.AccessTokenRefused);
            }
        };

        await setting.LinkAsync(server, id: id);

        await setting.StoredAsync(id, 1, "the message");
        refused.ShouldBe(5);
        setting.Fetch.Observed.Where(said => said.SystemEmailId == id).ShouldAllBe(said => said.Problem == null);
    }

    [Theory]
    [InlineData(-1, 21)]
    [InlineData(3_600_000, 2)]
    public async Task Token_that_is_refused_whenever_it_is_shown_is_a_trouble_of_the_mailbox(int millisecondsLeft, int shown)
    {
        var server = new ScriptedServer();
        var (id, refused) = (Guid.CreateVersion7(), 0);
        setting.OAuth.Answers[id] = _ => Results.Ok(new Credential("support@contoso.example", SignInMethod.AccessToken, "refused", TimeProvider.System.GetUtcNow().AddMilliseconds(millisecondsLeft)));
        server.Fault = step =>
        {
            if (step == "connect")
            {
                refused++;
                throw ScriptedServer.Failure(MailFailureKind.AccessTokenRefused, mender: FailureMender.MailboxAdmin, transient: false);
            }
        };

        await setting.LinkAsync(server, id: id);

        await ObservedAsync(id, "access_token_refused");
        refused.ShouldBe(shown);
    }

    [Fact]
    public async Task Folder_that_somebody_removes_while_it_is_open_is_missed_by_the_next_look_of_our_own()
    {
        var server = new ScriptedServer();
        server.Deliver("before");
        var email = await setting.LinkAsync(server);
        await setting.StoredAsync(email.Id, 1, "what was there");
        await ObservedAsync(email.Id, null);

        server.Fault = step =>
        {
            if (step == "open INBOX")
            {
                throw ScriptedServer.Failure(MailFailureKind.FolderMissing, lost: false, FailureMender.MailboxAdmin, transient: false);
            }
        };
        await setting.FetchNowAsync(email.Id);

        await ObservedAsync(email.Id, "folder_missing");
    }

    [Fact]
    public async Task Refused_sign_in_is_told_once_and_not_hammered()
    {
        var server = new ScriptedServer();
        var attempts = 0;
        server.Fault = step =>
        {
            if (step == "connect")
            {
                attempts++;
                throw ScriptedServer.Failure(MailFailureKind.PasswordRefused, lost: true, FailureMender.MailboxAdmin, transient: false);
            }
        };

        var email = await setting.LinkAsync(server);

        var observed = await ObservedAsync(email.Id, "password_refused");
        observed.Problem!.RetryAt.ShouldBeNull();
        observed.Problem.ServerAnswer.ShouldBe("NO said the server");
        attempts.ShouldBe(1);
        using var client = setting.Fetch.AsHelpdesk();
        await Eventually.HoldsAsync("it is listed", async () => (await client.GetStringAsync("/internal/mailboxes")).Contains("\"code\":\"password_refused\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Throttled_mailbox_waits_exactly_as_told()
    {
        var told = TimeSpan.FromMilliseconds(299_961);
        var (server, refusedAt) = (new ScriptedServer(), default(DateTimeOffset));
        server.Fault = step =>
        {
            if (step == "list")
            {
                refusedAt = TimeProvider.System.GetUtcNow();
                throw ScriptedServer.Failure(MailFailureKind.Throttled, retryAfter: told);
            }
        };
        var email = await setting.LinkAsync(server);

        var observed = await ObservedAsync(email.Id, "throttled");

        observed.Problem!.RetryAt!.Value.ShouldBeInRange(refusedAt + told, observed.At + told);
    }

    [Fact]
    public async Task Refusal_of_the_oauth_service_is_passed_on_in_its_own_words()
    {
        var server = new ScriptedServer();
        var answer = setting.OAuth.Answer;
        setting.OAuth.Answer = _ => Results.Problem("Give consent again.", title: "The consent was revoked.", statusCode: 422, extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = "consent_revoked" });
        try
        {
            var email = await setting.LinkAsync(server);
            var observed = await ObservedAsync(email.Id, "consent_revoked");
            observed.Problem.ShouldBe(new MailboxProblem("consent_revoked", "The consent was revoked.", "Give consent again.", ServerAnswer: null, RetryAt: null));
        }
        finally
        {
            setting.OAuth.Answer = answer;
        }
    }

    /// <summary>Each place at which the process may die, as a statement of the database that fails once.</summary>
    [Theory]
    [InlineData("\"fetch\".cursor", "update")]
    [InlineData("\"fetch\".pending_action", "insert")]
    [InlineData("\"fetch\".pending_action", "delete")]
    [InlineData("mailstore.receipt", "insert")]
    [InlineData("mailstore.chunk", "insert")]
    public async Task Interruption_between_any_two_steps_repeats_harmlessly(string table, string statement)
    {
        // More than one batch, so that every statement runs more than once.
        const int Messages = 230;
        var server = new ScriptedServer();
        var email = await setting.LinkAsync(server);
        await ObservedAsync(email.Id, null);
        await setting.ExecuteAsync(
            $"""
            create sequence crash_{email.Id:N};
            create function crash_{email.Id:N}() returns trigger language plpgsql as $$
            begin
              if nextval('public.crash_{email.Id:N}') = 2 then raise admin_shutdown; end if;
              return coalesce(new, old);
            end $$;
            create trigger crash before {statement} on {table} for each row execute function public.crash_{email.Id:N}();
            """);
        try
        {
            for (var number = 0; number < Messages; number++)
            {
                server.Deliver($"crash-{number}-{email.Id}");
            }

            await setting.StoredAsync(email.Id, Messages, "all");
            await Eventually.HoldsAsync("all are marked", () => Task.FromResult(server.Messages.All(message => message.Seen)));
            await Eventually.HoldsAsync("the cursor is at the end", async () => await setting.PlaceAsync(email.Id) == $"7/{Messages}");
            await Eventually.HoldsAsync("it struck", async () => await setting.CountAsync($"select last_value::int from crash_{email.Id:N}") >= 2);
        }
        finally
        {
            await setting.ExecuteAsync($"drop trigger crash on {table}");
        }

        var receipts = await setting.ReceiptsAsync(email.Id);
        receipts.Count.ShouldBe(Messages);
        receipts.Select(receipt => receipt.Content).Distinct().Count().ShouldBe(Messages);
        await Eventually.HoldsAsync("every one is announced", () => setting.AnnouncedAsync(receipts));
    }

    /// <summary>Has what was passed over, and what is to be done on the server, tried now.</summary>
    private async Task AgainAsync(Guid systemEmailId)
    {
        await setting.ExecuteAsync(
            "update \"fetch\".failed_message set next_attempt_at = now() where system_email_id = @systemEmailId; update \"fetch\".pending_action set next_attempt_at = now() where system_email_id = @systemEmailId",
            new { systemEmailId });
        await setting.FetchNowAsync(systemEmailId);
    }

    private async Task<MailboxObserved> ObservedAsync(Guid systemEmailId, string? code) =>
        await Eventually.ValueAsync($"{code ?? "well"} is observed", () =>
            Task.FromResult(setting.Fetch.Observed.LastOrDefault(said => said.SystemEmailId == systemEmailId) is { } said && said.Problem?.Code == code ? said : null));
}
