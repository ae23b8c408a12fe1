using HelpdeskMail.Bus.Replica;
using HelpdeskMail.Fixtures;
using HelpdeskMail.ServiceDefaults.Bus;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HelpdeskMail.Bus.Tests;

public sealed class LostLockTests
{
    /// <summary>A replica that was stopped for a while (a paused virtual machine, a debugger) finds the message in the hands of another, or in its own once more.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Message_whose_lock_ran_out_while_it_was_consumed_is_gone_in_the_end(int replicas)
    {
        var site = await BusSite.CreateAsync(BusTransport.Postgres);
        var inbox = new Inbox();
        var release = new TaskCompletionSource();
        void Configure(IBusRegistrationConfigurator bus)
        {
            bus.AddSingleton(release);
            bus.AddConsumer<WaitingConsumer>();
        }

        void Settings(IDictionary<string, string?> settings) => settings["Bus:LockDuration"] = "00:02:00";
        await using var first = await BusHost.StartAsync(site, Configure, settings: Settings, inbox: inbox);
        await using var second = replicas == 2 ? await BusHost.StartAsync(site, Configure, settings: Settings, inbox: inbox) : null;
        await first.Bus.Publish(new Greeting(1, "waits"));
        await inbox.OneAsync<WaitingConsumer.Begun>();

        await using var database = NpgsqlDataSource.Create(site.ConnectionString);
        await using var expire = database.CreateCommand($"update {site.Schema}.message set visible_at = now()");
        await expire.ExecuteNonQueryAsync();
        await first.Bus.Publish(new Greeting(2, "has them look"));
        await Eventually.HoldsAsync("it is fetched again", async () =>
        {
            await using var fetched = database.CreateCommand($"select max(delivery_count) from {site.Schema}.message");
            return (int)(await fetched.ExecuteScalarAsync())! == 2;
        });
        release.SetResult();

        await inbox.ManyAsync<Greeting>(2);
        await Eventually.HoldsAsync("the queue is empty", async () => await site.CountAsync("desk-waiting") == 0);
    }

    private sealed class WaitingConsumer(Inbox inbox, TaskCompletionSource release) : IConsumer<Greeting>
    {
        public async Task Consume(ConsumeContext<Greeting> context)
        {
            inbox.Add(new Begun());
            await release.Task.WaitAsync(context.CancellationToken);
            inbox.Add(context.Message);
        }

        public sealed record Begun;
    }
}
