using Dapper;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Helpdesk.Tests.SignIn;

public sealed class PeopleWorkTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    [Fact]
    public async Task Changes_made_at_the_same_time_all_hold()
    {
        var id = await host.AgentOfAsync($"{Guid.NewGuid():N}@contoso.example", StubOAuth.Support);
        var (work, by) = (host.Services.GetRequiredService<PeopleWork>(), await host.ActorAsync());
        Task<string?>[] changes;
        await using (var connection = await host.Database.Source.OpenConnectionAsync())
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await connection.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended('helpdesk:people', 0))", transaction: transaction);
            changes =
            [
                work.ChangeAsync(id, new PersonChange(Role.Admin, null), by, default),
                work.ChangeAsync(id, new PersonChange(null, true), by, default),
                work.ChangeAsync(id, new PersonChange(null, null, []), by, default),
            ];
            await Fixtures.Eventually.HoldsAsync("all of them wait for their turn", async () =>
                await host.QueryAsync<long>("select count(*) from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())") == changes.Length);
        }

        (await Task.WhenAll(changes)).ShouldAllBe(problem => problem == null);
        var person = (await host.Services.GetRequiredService<PersonTable>().FindAsync(id, default))!;
        person.Role.ShouldBe(Role.Admin);
        person.DisabledAt.ShouldNotBeNull();
        person.Mailboxes.ShouldNotBeNull().ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_administrators_who_take_the_role_from_each_other_at_once_leave_one()
    {
        var other = await host.AgentOfAsync($"{Guid.NewGuid():N}@contoso.example");
        var (work, by) = (host.Services.GetRequiredService<PeopleWork>(), await host.ActorAsync());
        (await work.ChangeAsync(other, new PersonChange(Role.Admin, null), by, default)).ShouldBeNull();

        var problems = await Task.WhenAll(
            work.ChangeAsync(other, new PersonChange(Role.Agent, null), by, default), work.ChangeAsync(by.Id, new PersonChange(Role.Agent, null), by, default));

        problems.Count(problem => problem is null).ShouldBe(1);
        (await host.QueryAsync<long>("select count(*) from helpdesk.person where role = 'Admin' and disabled_at is null")).ShouldBe(1);
    }
}
