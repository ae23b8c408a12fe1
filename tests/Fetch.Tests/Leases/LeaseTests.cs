using HelpdeskMail.Fetch.Leases;
using HelpdeskMail.Fetch.Tests.Hosting;
using HelpdeskMail.Fetch.Tests.Scripted;
using HelpdeskMail.Fixtures;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Fetch.Tests.Leases;

public sealed class LeaseTests(FetchSetting setting) : IClassFixture<FetchSetting>
{
    [Fact]
    public async Task Two_replicas_never_work_one_mailbox_at_once_and_share_what_there_is()
    {
        await using var second = setting.StartReplica();
        var servers = Enumerable.Range(0, 20).Select(_ => new ScriptedServer()).ToList();
        var emails = new List<Guid>();
        foreach (var server in servers)
        {
            emails.Add((await setting.LinkAsync(server)).Id);
        }

        for (var round = 0; round < 5; round++)
        {
            foreach (var server in servers)
            {
                server.Deliver($"share-{round}-{Guid.NewGuid()}");
            }
        }

        foreach (var email in emails)
        {
            await setting.StoredAsync(email, 5, "each once");
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
    public async Task Stopped_replica_gives_its_mailboxes_back_at_once()
    {
        var other = setting.StartReplica();
        var server = new ScriptedServer();
        var email = await setting.LinkAsync(server);
        await Eventually.HoldsAsync("somebody works it", () => Task.FromResult(server.Open == 1));

        await other.DisposeAsync();
        server.Deliver("after-the-stop");

        await setting.StoredAsync(email.Id, 1, "by whoever is left");
        server.MostOpen.ShouldBe(1);
    }
}
