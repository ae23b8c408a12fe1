using HelpdeskMail.Bus.Replica;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Fixtures.Postgres;
using HelpdeskMail.ServiceDefaults.Bus;
using HelpdeskMail.ServiceDefaults.Bus.Postgres;
using MassTransit;
using Npgsql;

namespace HelpdeskMail.Bus.Tests;

/// <summary>What only the bus on PostgreSQL has to promise.</summary>
public sealed class PostgresTests : IAsyncLifetime
{
    private BusSite site = null!;
    private NpgsqlDataSource source = null!;

    public async ValueTask InitializeAsync()
    {
        var cluster = await PostgresCluster.SharedAsync();
        site = await BusSite.CreateAsync(BusTransport.Postgres, await cluster.CreateDatabaseAsync("busonly"));
        source = NpgsqlDataSource.Create(site.ConnectionString + ";Application Name=test");
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();

    [Fact]
    public async Task Bus_never_scans_its_table_when_a_hundred_thousand_messages_wait()
    {
        await using var desk = await BusHost.StartAsync(site, bus => bus.AddConsumer<GreetingConsumer>());
        await ExecuteAsync(
            """
            insert into queue (name) values ('other');
            insert into message (queue_id, visible_at, transport_id, envelope, body)
            select q.id, now() + case q.name when 'other' then interval '-1 hour' else interval '1 hour' end, gen_random_uuid(), '{}', ''
            from queue q, generate_series(1, 50000) where q.name in ('other', 'desk-greeting') and q.kind = 1
            """);
        await ExecuteAsync("select pg_stat_reset_single_table_counters('message'::regclass)");

        await Task.WhenAll(Enumerable.Range(0, 300).Select(number => desk.Bus.Publish(new Greeting(number, ""))));
        await desk.Inbox.ManyAsync<Greeting>(300);

        await Eventually.HoldsAsync(
            "PostgreSQL counted the index scans", async () => await ScalarAsync("select coalesce(idx_scan, 0) from pg_stat_user_tables where relid = 'message'::regclass") > 300);
        (await ScalarAsync("select seq_scan from pg_stat_user_tables where relid = 'message'::regclass")).ShouldBe(0);
        (await ScalarAsync("select count(*) from message where lock_id is not null")).ShouldBeLessThan(300);
    }

    [Fact]
    public async Task Publish_reaches_every_queue_when_a_topic_has_two_thousand()
    {
        await using var desk = await BusHost.StartAsync(site, bus => bus.AddConsumer<GreetingConsumer>());
        await desk.Bus.Publish(new Greeting(1, ""));
        await desk.Inbox.ManyAsync<Greeting>(1);
        await ExecuteAsync(
            """
            with made as (insert into queue (name) select 'many-' || n from generate_series(1, 2000) n returning id)
            insert into queue_link (topic_id, queue_id, rule)
            select l.topic_id, made.id, 1 from made, (select topic_id from queue_link limit 1) l
            """);

        await desk.Bus.Publish(new Greeting(2, ""));

        await desk.Inbox.ManyAsync<Greeting>(2);
        (await ScalarAsync("select count(*) from message m join queue q on q.id = m.queue_id where q.name like 'many-%'")).ShouldBe(2000);
    }

    [Fact]
    public async Task Bus_keeps_few_connections_when_it_is_idle()
    {
        await using var desk = await BusHost.StartAsync(site, bus =>
        {
            bus.AddConsumer<GreetingConsumer>();
            bus.AddConsumer<ContextConsumer>();
            bus.AddConsumer<SlowConsumer>();
            bus.AddConsumer<AnsweringConsumer>();
            bus.AddConsumer<FailingConsumer>();
        });
        await Task.WhenAll(Enumerable.Range(0, 50).Select(number => desk.Bus.Publish(new Greeting(0, $"{number}"))));
        await desk.Inbox.ManyAsync<Greeting>(50);

        (await ConnectionsAsync()).ShouldBeLessThanOrEqualTo(6);
        await Eventually.HoldsAsync("two are left: one that listens, one that looks", async () => await ConnectionsAsync() <= 2, TimeSpan.FromSeconds(90));
    }

    [Fact]
    public async Task Bus_works_when_its_role_may_only_create_schemas()
    {
        var role = $"bus_{Guid.NewGuid():N}";
        var database = new NpgsqlConnectionStringBuilder(site.ConnectionString).Database;
        await ExecuteAsync($"create role {role} login password 'only-for-tests'; grant create on database {database} to {role}");
        var limited = await BusSite.CreateAsync(
            BusTransport.Postgres, new NpgsqlConnectionStringBuilder(site.ConnectionString) { Username = role, Password = "only-for-tests" }.ConnectionString);

        await using var desk = await BusHost.StartAsync(limited, bus => bus.AddConsumer<GreetingConsumer>());
        await desk.Bus.Publish(new Greeting(1, "modest"));

        await desk.Inbox.OneAsync<Greeting>();
    }

    [Fact]
    public async Task Bus_creates_its_schema_once_when_replicas_start_together()
    {
        var replicas = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => BusHost.StartAsync(site, bus => bus.AddConsumer<GreetingConsumer>())));

        (await ScalarAsync("select count(*) from queue where name = 'desk-greeting'")).ShouldBe(3);
        foreach (var replica in replicas)
        {
            await replica.DisposeAsync();
        }
    }

    [Fact]
    public async Task Bus_parks_a_message_when_it_was_delivered_too_often()
    {
        await (await BusHost.StartAsync(site, bus => bus.AddConsumer<GreetingConsumer>())).DisposeAsync();
        await using var sender = await BusHost.StartAsync(site, _ => { }, "fetch");
        await sender.Bus.Publish(new Greeting(1, "kills its consumer"));
        await ExecuteAsync("update message set delivery_count = 10");

        await using var desk = await BusHost.StartAsync(site, bus => bus.AddConsumer<GreetingConsumer>());

        await Eventually.HoldsAsync("it is in the dead-letter queue", async () => await site.CountAsync("desk-greeting", QueueKind.DeadLetter) == 1);
        desk.Inbox.Of<Greeting>().ShouldBeEmpty();
        (await ScalarAsync("select count(*) from message where delivery_headers->>'MT-Reason' = 'delivered too often'")).ShouldBe(1);
    }

    [Fact]
    public async Task Bus_removes_what_nobody_will_consume_when_it_keeps_house()
    {
        await using var desk = await BusHost.StartAsync(site, bus => bus.AddConsumer<GreetingConsumer>());
        await ExecuteAsync(
            """
            insert into queue (name, idle_limit, touched_at) values ('idle', '1 minute', now() - interval '2 minutes'), ('kept', null, now() - interval '1 year');
            insert into message (queue_id, visible_at, expires_at, transport_id, envelope, body)
            select id, now(), case name when 'kept' then now() - interval '1 second' end, gen_random_uuid(), '{}', '' from queue where name in ('idle', 'kept')
            """);

        var housekeeping = desk.Get<PostgresTransport>().Housekeeping;
        (await housekeeping.SweepAsync(TestContext.Current.CancellationToken)).ShouldBe(3);

        (await ScalarAsync("select count(*) from queue where name = 'idle'")).ShouldBe(0);
        (await ScalarAsync("select count(*) from queue where name = 'kept'")).ShouldBe(1);
        (await ScalarAsync("select count(*) from message")).ShouldBe(0);
    }

    [Fact]
    public async Task Bus_drops_a_message_when_it_expired_before_anybody_consumed_it()
    {
        await (await BusHost.StartAsync(site, bus => bus.AddConsumer<GreetingConsumer>())).DisposeAsync();
        await using var sender = await BusHost.StartAsync(site, _ => { }, "fetch");
        await sender.Bus.Publish(new Greeting(1, "stale"), context => context.TimeToLive = TimeSpan.FromMilliseconds(1));
        await sender.Bus.Publish(new Greeting(2, "fresh"), context => context.TimeToLive = TimeSpan.FromMinutes(5));

        await using var desk = await BusHost.StartAsync(site, bus => bus.AddConsumer<GreetingConsumer>());

        (await desk.Inbox.OneAsync<Greeting>()).Text.ShouldBe("fresh");
        await Eventually.HoldsAsync("both are gone", async () => await site.CountAsync("desk-greeting") == 0);
        desk.Inbox.Of<Greeting>().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Bus_finds_its_queue_again_when_it_was_removed_for_idleness()
    {
        await using var desk = await BusHost.StartAsync(site, bus => bus.AddConsumer<GreetingConsumer>());
        var transport = desk.Get<PostgresTransport>();
        await ExecuteAsync("delete from queue where name = 'desk-greeting'");

        await transport.TouchQueueAsync("desk-greeting", TestContext.Current.CancellationToken);
        var endpoint = await desk.Bus.GetSendEndpoint(new Uri("queue:desk-greeting"));
        await endpoint.Send(new Greeting(1, "found"));

        (await desk.Inbox.OneAsync<Greeting>()).Text.ShouldBe("found");
    }

    [Fact]
    public async Task Bus_sends_the_others_when_one_message_of_a_batch_is_refused()
    {
        await using var desk = await BusHost.StartAsync(site, bus => bus.AddConsumer<GreetingConsumer>());
        await ExecuteAsync("alter table message add constraint refused check (length(body) < 100000)");

        var sends = Enumerable.Range(0, 20).Select(number => desk.Bus.Publish(new Greeting(number, new string('x', number == 7 ? 200_000 : 1)))).ToList();
        await Should.ThrowAsync<PostgresException>(() => Task.WhenAll(sends));

        (await desk.Inbox.ManyAsync<Greeting>(19)).Select(greeting => greeting.Number).Order().ShouldBe(Enumerable.Range(0, 20).Except([7]));
        sends.Count(send => send.IsFaulted).ShouldBe(1);
    }

    [Fact]
    public async Task Bus_delivers_the_others_when_one_row_cannot_be_read()
    {
        await using var desk = await BusHost.StartAsync(site, bus => bus.AddConsumer<GreetingConsumer>());
        await ExecuteAsync(
            """
            insert into message (queue_id, visible_at, transport_id, envelope, body)
            select id, now() - interval '1 hour', gen_random_uuid(), '{"messageId": 5}', '' from queue where name = 'desk-greeting' and kind = 1
            """);

        await desk.Bus.Publish(new Greeting(1, "readable"));

        (await desk.Inbox.OneAsync<Greeting>()).Text.ShouldBe("readable");
        (await ScalarAsync("select delivery_count::bigint from message where envelope->>'messageId' = '5'")).ShouldBe(1);
    }

    private Task<long> ConnectionsAsync() =>
        ScalarAsync("select count(*) from pg_stat_activity where datname = current_database() and application_name like '% bus'");

    private async Task ExecuteAsync(string sql)
    {
        await using var command = source.CreateCommand($"set search_path to {site.Schema}; {sql}");
        await command.ExecuteNonQueryAsync();
    }

    private async Task<long> ScalarAsync(string sql)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using (var path = new NpgsqlCommand($"set search_path to {site.Schema}", connection))
        {
            await path.ExecuteNonQueryAsync();
        }

        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
