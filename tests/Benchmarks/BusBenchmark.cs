using System.Diagnostics;
using System.Globalization;
using HelpdeskMail.Fixtures.Postgres;
using HelpdeskMail.Fixtures.RabbitMq;

namespace HelpdeskMail.Benchmarks;

/// <summary>
/// The bus on PostgreSQL against the bus on RabbitMQ, same program, same run, both servers with their durable settings: 5,000 messages published
/// and consumed, then 100 single messages to a waiting consumer.
/// </summary>
internal static class BusBenchmark
{
    private const int Messages = 5_000;
    private const int InFlight = 100;
    private const int Singles = 100;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Gives false when PostgreSQL has less than half of RabbitMQ's throughput, or 95 of 100 singles take more than 25 ms.</summary>
    public static async Task<bool> RunAsync()
    {
        await using var cluster = await PostgresCluster.StartAsync(durable: true);
        await using var rabbit = await RabbitMqServer.StartAsync();
        var database = await cluster.CreateDatabaseAsync();

        var broker = await MeasureAsync("RabbitMQ", new() { ["ConnectionStrings:helpdesk"] = database, ["Bus:Transport"] = "RabbitMq", ["ConnectionStrings:messaging"] = rabbit.TakeVirtualHost() });
        var postgres = await MeasureAsync("PostgreSQL", new() { ["ConnectionStrings:helpdesk"] = database, ["Bus:Transport"] = "Postgres" });

        var share = postgres.PerSecond / broker.PerSecond;
        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"PostgreSQL has {share:P0} of RabbitMQ's throughput (wanted: 50 % or more); 95 of 100 singles within {postgres.Ninety5:0.0} ms (wanted: 25 ms or less)"));
        return share >= 0.5 && postgres.Ninety5 <= 25;
    }

    private static async Task<(double PerSecond, double Ninety5)> MeasureAsync(string name, Dictionary<string, string?> settings)
    {
        await using var service = await BusService.StartAsync(settings);
        await PublishAsync(service, 500);
        await PublishAsync(service, 500);

        var before = service.ProcessorTime;
        var clock = Stopwatch.StartNew();
        var published = await PublishAsync(service, Messages);
        var seconds = clock.Elapsed.TotalSeconds;
        var processor = service.ProcessorTime - before;

        var waits = new List<double>();
        for (var single = 0; single < Singles; single++)
        {
            await Task.Delay(Pause);
            waits.Add(await service.RoundAsync());
        }

        waits.Sort();
        var (median, ninety5) = (waits[Singles / 2], waits[(Singles * 95 / 100) - 1]);
        await Console.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-10} {Messages} messages: published {published:0.00} s, consumed {seconds:0.00} s = {Messages / seconds:0}/s, {processor.TotalSeconds:0.0} s of processor; singles: median {median:0.0} ms, 95 % {ninety5:0.0} ms, longest {waits[^1]:0.0} ms"));
        return (Messages / seconds, ninety5);
    }

    /// <summary>Publishes with a hundred calls in flight, waits until all are consumed, and gives the seconds that publishing took.</summary>
    private static async Task<double> PublishAsync(BusService service, int count)
    {
        var done = service.Expect(count);
        var clock = Stopwatch.StartNew();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, count),
            new ParallelOptions { MaxDegreeOfParallelism = InFlight },
            async (number, _) => await service.PublishAsync(number));
        var seconds = clock.Elapsed.TotalSeconds;
        await done;
        return seconds;
    }
}
