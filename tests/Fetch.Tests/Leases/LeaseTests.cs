using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Fetch.Leases;
using HelpdeskMail.Fetch.Mailboxes;
using HelpdeskMail.Fetch.Tests.Hosting;
using HelpdeskMail.Fetch.Tests.Scripted;
using HelpdeskMail.Fixtures;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HelpdeskMail.Fetch.Tests.Leases;

public sealed class LeaseTests(FetchSetting setting) : IClassFixture<FetchSetting>
{
    [Fact]
    public async Task Two_replicas_never_work_one_mailbox_at_once_and_share_what_there_is()
    {
        await using var second = await setting.StartReplicaAsync();
        var servers = Enumerable.Range(0, 20).Select(_ => new ScriptedServer()).ToList();
        var emails = new List<SystemEmailSettings>();
        foreach (var server in servers)
        {
            emails.Add(await setting.LinkAsync(server));
        }

        await setting.HeardAsync(emails[^1]);
        for (var round = 0; round < 5; round++)
        {
            foreach (var server in servers)
            {
                server.Deliver($"share-{round}-{Guid.NewGuid()}");
            }
        }

        foreach (var email in emails)
        {
            await setting.StoredAsync(email.Id, 5, "each once");
        }

        servers.ShouldAllBe(server => server.MostOpen == 1);
    }

    [Fact]
    public async Task Mailbox_of_a_dead_replica_is_taken_over_when_its_lease_ends()
    {
        var server = new ScriptedServer();
        server.Deliver("left-behind");
        var id = Guid.CreateVersion7();
        var dead = new MailboxLease(id, Guid.CreateVersion7(), 41);
        await setting.ExecuteAsync(
            """
            insert into "fetch".replica (holder, held_until) values (@Holder, now() + interval '3 seconds');
            insert into "fetch".mailbox (system_email_id, holder, fence) values (@SystemEmailId, @Holder, @Fence)
            """,
            dead);
        await setting.LinkAsync(server, id: id);

        await setting.StoredAsync(id, 1, "by the next replica");

        var leases = setting.Fetch.Services.GetRequiredService<LeaseTable>();
        await Should.ThrowAsync<LeaseLostException>(() => leases.AsHolderAsync(dead, (_, _) => throw new InvalidOperationException("must not run"), CancellationToken.None));
        (await setting.CountAsync("select fence::int from \"fetch\".mailbox where system_email_id = @id", new { id })).ShouldBe(42);
    }

    [Fact]
    public async Task Mailbox_that_could_not_be_given_back_is_worked_again()
    {
        var server = new ScriptedServer();
        var email = await setting.LinkAsync(server);
        await Eventually.HoldsAsync("it is worked", () => Task.FromResult(server.Open == 1));
        await setting.ExecuteAsync(
            $"""
            create sequence refused_{email.Id:N};
            create function refuse_{email.Id:N}() returns trigger language plpgsql as $$
            begin
              if new.system_email_id = '{email.Id}' and new.holder is null and nextval('public.refused_{email.Id:N}') = 1 then raise admin_shutdown; end if;
              return new;
            end $$;
            create trigger refuse before update on "fetch".mailbox for each row execute function public.refuse_{email.Id:N}();
            """);
        try
        {
            await setting.ChangeAsync(email with { Revision = 2 });
            await Eventually.HoldsAsync("giving it back was refused", async () => await setting.CountAsync($"select case when is_called then last_value::int else 0 end from refused_{email.Id:N}") >= 1);

            server.Deliver("after-the-refusal");

            await setting.StoredAsync(email.Id, 1, "by a new worker");
        }
        finally
        {
            await setting.ExecuteAsync("drop trigger refuse on \"fetch\".mailbox");
        }
    }

    [Fact]
    public async Task Pause_is_obeyed_although_nobody_was_told_of_it()
    {
        var server = new ScriptedServer();
        var email = await setting.LinkAsync(server);
        await Eventually.HoldsAsync("it is worked", () => Task.FromResult(server.Open == 1));

        await setting.ExecuteAsync("update \"fetch\".mailbox set paused_at = now(), paused_by = 'Ada' where system_email_id = @Id", new { email.Id });

        await Eventually.HoldsAsync("it is left", () => Task.FromResult(server.Open == 0));
    }

    [Theory]
    [InlineData("fetch-now")]
    [InlineData("pause?by=Ada")]
    [InlineData("resume")]
    public async Task Wish_is_told_at_once_to_whoever_may_have_the_mailbox(string wish)
    {
        var email = await setting.LinkAsync(new ScriptedServer());
        await Eventually.HoldsAsync("it is known", async () => await setting.DetailOrNullAsync(email.Id) is not null);
        await using var connection = await setting.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var told = new List<string>();
        connection.Notification += (_, notification) => told.Add(notification.Payload);
        await using (var listen = new NpgsqlCommand($"listen {LeaseTable.Channel}", connection))
        {
            await listen.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        using var client = setting.Fetch.AsHelpdesk();
        (await client.PostAsync($"/internal/mailboxes/{email.Id}/{wish}", content: null)).EnsureSuccessStatusCode();

        await Eventually.HoldsAsync("it is told", async () =>
        {
            await connection.WaitAsync(TimeSpan.FromSeconds(1));
            return told.Contains($"{email.Id}");
        });
    }

    [Fact]
    public async Task Worker_that_takes_long_to_stop_keeps_no_other_mailbox_waiting()
    {
        var slow = new ScriptedServer();
        using var go = new ManualResetEventSlim();
        var lists = new TaskCompletionSource();
        slow.Fault = step =>
        {
            if (step == "list")
            {
                lists.TrySetResult();
                go.Wait(TimeSpan.FromSeconds(60));
            }
        };
        var stuck = await setting.LinkAsync(slow);
        await Eventually.HoldsAsync("it is at work", () => Task.FromResult(lists.Task.IsCompleted));
        using var client = setting.Fetch.AsHelpdesk();
        (await client.PostAsync($"/internal/mailboxes/{stuck.Id}/pause?by=Ada", null)).EnsureSuccessStatusCode();

        var server = new ScriptedServer();
        server.Deliver("not-kept-waiting");
        var email = await setting.LinkAsync(server);

        await setting.StoredAsync(email.Id, 1, "while the other one stops");
        slow.Open.ShouldBe(1);
        go.Set();
        await Eventually.HoldsAsync("the other one has stopped too", () => Task.FromResult(slow.Open == 0));
    }

    [Fact]
    public async Task Lease_given_before_the_clock_was_set_back_is_cut_down_and_wishes_are_heard_all_the_same()
    {
        var dead = Guid.CreateVersion7();
        await setting.ExecuteAsync("insert into \"fetch\".replica (holder, held_until) values (@dead, now() + interval '1 day')", new { dead });
        await Eventually.HoldsAsync("the next beat cuts it", async () => await setting.CountAsync("select count(*)::int from \"fetch\".replica where holder = @dead and held_until <= now() + interval '20 seconds'", new { dead }) == 1);

        var server = new ScriptedServer { CanWait = false };
        var email = await setting.LinkAsync(server, receiving => receiving with { PollInterval = TimeSpan.FromHours(1) });
        await Eventually.HoldsAsync("looked into", async () => (await setting.DetailOrNullAsync(email.Id))?.Status.SucceededAt is not null);
        await setting.ExecuteAsync("update \"fetch\".mailbox set wanted_at = now() + interval '1 day', news_at = now() where system_email_id = @Id; select pg_notify('fetch_wake', '')", new { email.Id });
        await Eventually.HoldsAsync("looked into again", () => Task.FromResult(server.Connections >= 2));
        server.Deliver("wanted");
        await setting.FetchNowAsync(email.Id);
        await setting.StoredAsync(email.Id, 1, "what was wished for after the clock was set back");
    }

    [Fact]
    public async Task Replica_that_is_stopped_in_the_middle_of_a_round_ends_after_its_workers()
    {
        await using var own = new FetchSetting();
        await own.InitializeAsync();
        var supervisor = own.Fetch.Services.GetRequiredService<MailboxSupervisor>();
        var server = new ScriptedServer();
        using var stopping = new ManualResetEventSlim();
        var endedBeforeItsWorker = false;
        server.Fault = step =>
        {
            if (step == "list")
            {
                stopping.Wait(TimeSpan.FromSeconds(60));
                endedBeforeItsWorker |= ((IAsyncResult)supervisor.ExecuteTask!).AsyncWaitHandle.WaitOne(TimeSpan.FromSeconds(2));
            }
        };
        await own.LinkAsync(server);
        await Eventually.HoldsAsync("it is at work", () => Task.FromResult(server.Open == 1));
        var inARound = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        own.OAuth.Listing = async givenUp =>
        {
            inARound.TrySetResult();
            await Task.Delay(Timeout.Infinite, givenUp).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        };
        supervisor.Wake(refresh: true);
        await inARound.Task;

        var stop = supervisor.StopAsync(CancellationToken.None);
        stopping.Set();
        await stop;

        (endedBeforeItsWorker, server.Open).ShouldBe((false, 0));
    }

    [Fact]
    public async Task Stopped_replica_gives_its_mailboxes_back_at_once()
    {
        var other = await setting.StartReplicaAsync();
        var server = new ScriptedServer();
        var email = await setting.LinkAsync(server);
        await setting.HeardAsync(email);
        await Eventually.HoldsAsync("somebody works it", () => Task.FromResult(server.Open == 1));

        await other.DisposeAsync();
        server.Deliver("after-the-stop");

        await setting.StoredAsync(email.Id, 1, "by whoever is left");
        server.MostOpen.ShouldBe(1);
    }
}
