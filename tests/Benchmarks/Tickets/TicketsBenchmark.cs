extern alias helpdesk;

using System.Diagnostics;
using System.Globalization;
using helpdesk::HelpdeskMail.Helpdesk.Intake;
using helpdesk::HelpdeskMail.Helpdesk.Tickets;
using HelpdeskMail.Fixtures.Postgres;
using HelpdeskMail.ServiceDefaults.Database;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HelpdeskMail.Benchmarks.Tickets;

/// <summary>
/// Lists, searches and single tickets as the pages read them, at rest and while mail comes in, asked for as hundreds of agents do: at moments that know nothing of one another. The environment
/// variable TICKETS says how many tickets are made; without it 100,000, with 1000000 the size that the limits are promised for.
/// </summary>
internal static class TicketsBenchmark
{
    private const int Samples = 400;

    /// <summary>On average, in a second: 200 agents who open something every ten.</summary>
    private const double PagesPerSecond = 20;
    private const double ListLimit = 50;
    private const double SearchLimit = 150;
    private const double TicketLimit = 80;
    private const double SlowerLimit = 1.5;

    private static readonly Guid Reader = Guid.Parse("00000000-0000-0000-0000-000000000007");

    public static async Task<bool> RunAsync()
    {
        var count = int.TryParse(Environment.GetEnvironmentVariable("TICKETS"), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : 100_000;
        // With the memory and the room that a database of this size is given; PostgreSQL's own defaults are for any machine at all.
        await using var cluster = await PostgresCluster.StartAsync(durable: true, buffers: "4GB", log: "4GB");
        var words = new List<string>();
        using var host = IncomingMails.Build(await cluster.CreateDatabaseAsync("bench"), count, words);
        var services = host.Services;
        await services.GetRequiredService<Migrator>().MigrateAsync(default);

        var clock = Stopwatch.StartNew();
        words.AddRange(await GeneratedTickets.FillAsync(services.GetRequiredService<NpgsqlDataSource>(), count));
        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{count} tickets with {count * GeneratedTickets.EntriesEach} entries written in {clock.Elapsed.TotalMinutes:0.0} min"));
        var reading = new Reading(services.GetRequiredService<TicketList>(), services.GetRequiredService<TicketReader>(), services.GetRequiredService<IntakeTurns>(), words, count);

        var rest = await reading.MeasureAsync(new Random(1));
        var met = Limits.Check("list of tickets, p95", rest.List, ListLimit, " ms");
        met &= Limits.Check("search, p95", rest.Search, SearchLimit, " ms");
        met &= Limits.Check("ticket opened, p95", rest.Ticket, TicketLimit, " ms");

        using var stop = new CancellationTokenSource();
        var mails = new IncomingMails(services);
        var intake = mails.RunAsync(stop.Token);
        var busy = await reading.MeasureAsync(new Random(2));
        await stop.CancelAsync();
        await intake;
        met &= Limits.CheckAtLeast("mails that became entries meanwhile", mails.PerSecond, IncomingMails.Enough, "/s");
        // Below what a page takes at least, a multiple says nothing.
        met &= Limits.Check("list while mail comes in / at rest", busy.List / Math.Max(rest.List, ListLimit / 2), SlowerLimit);
        met &= Limits.Check("search while mail comes in / at rest", busy.Search / Math.Max(rest.Search, SearchLimit / 2), SlowerLimit);
        met &= Limits.Check("ticket while mail comes in / at rest", busy.Ticket / Math.Max(rest.Ticket, TicketLimit / 2), SlowerLimit);
        return met;
    }

    private sealed record Figures(double List, double Search, double Ticket);

    private sealed class Reading(TicketList list, TicketReader reader, IntakeTurns turns, List<string> words, int count)
    {
        public async Task<Figures> MeasureAsync(Random random)
        {
            await OnceAsync(random, 40);
            return await OnceAsync(random, Samples);
        }

        private async Task<Figures> OnceAsync(Random random, int samples)
        {
            var (lists, searches, tickets) = (new List<Task<(double, string)>>(), new List<Task<(double, string)>>(), new List<Task<(double, string)>>());
            var clock = Stopwatch.StartNew();
            var next = TimeSpan.Zero;
            for (var i = 0; i < samples; i++)
            {
                var (query, after) = (Query(random, i), After(random, i));
                var (typed, number) = (Typed(random, i), random.Next(1, count + 1));
                lists.Add(TimeAsync($"{query.View} {query.Sort} {query.Tag}", await MomentAsync(), () => ListAsync(query, after)));
                searches.Add(TimeAsync(typed, await MomentAsync(), () => list.ReadAsync(new TicketQuery { View = TicketView.All, Search = typed }, Reader, null, 50, default)));
                tickets.Add(TimeAsync($"#{number}", await MomentAsync(), () => OpenAsync(number)));
            }

            return new Figures(Percentile(await Task.WhenAll(lists), "list"), Percentile(await Task.WhenAll(searches), "search"), Percentile(await Task.WhenAll(tickets), "ticket"));

            // People do not wait for one another: a page is asked for when its moment comes, whether the ones before it are there or not.
            async Task<long> MomentAsync()
            {
                next += TimeSpan.FromSeconds(-Math.Log(1 - random.NextDouble()) / PagesPerSecond);
                if (next - clock.Elapsed is { } ahead && ahead > TimeSpan.Zero)
                {
                    await Task.Delay(ahead);
                }

                return Stopwatch.GetTimestamp();
            }
        }

        /// <summary>What a page of the list asks for: the counts beside it, the first part, and now and then a later one.</summary>
        private async Task<object> ListAsync(TicketQuery query, string? after)
        {
            await list.CountAsync(Reader, default);
            return await list.ReadAsync(query, Reader, query.Sort == TicketSort.Newest ? after : null, 50, default);
        }

        private string? After(Random random, int i) =>
            i % 4 == 3
                ? string.Create(CultureInfo.InvariantCulture, $"{(long)(new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(3.0 * random.Next(1, count)) - DateTime.UnixEpoch).TotalMicroseconds}-1")
                : null;

        private async Task<object?> OpenAsync(long number)
        {
            var ticket = await reader.FindAsync(number, default);
            await reader.MarkSeenAsync(number, Reader, default);
            return ticket;
        }

        private static TicketQuery Query(Random random, int i) => (i % 9) switch
        {
            0 => new TicketQuery { View = TicketView.Mine },
            1 => new TicketQuery { View = TicketView.Unassigned },
            2 => new TicketQuery { View = TicketView.Attention },
            3 => new TicketQuery { View = TicketView.Closed },
            4 => new TicketQuery { View = TicketView.All },
            5 => new TicketQuery { View = TicketView.Open, Sort = TicketSort.Priority },
            6 => new TicketQuery { View = TicketView.Open, Sort = TicketSort.Due },
            7 => new TicketQuery { View = TicketView.All, Tag = $"tag{10 * random.Next(20)}" },
            _ => new TicketQuery { View = TicketView.Open },
        };

        private string Typed(Random random, int i)
        {
            // As in the texts: the common words are asked for more often.
            string Word() => words[(int)Math.Pow(words.Count, random.NextDouble()) - 1];
            return (i % 10) switch
            {
                0 => $"order{random.Next(1, count)}",
                1 => Word(),
                2 => $"{Word()} {Word()}",
                3 => $"{Word()} {Word()} {Word()}",
                4 => $"from:c{random.Next(GeneratedTickets.Customers)}",
                5 => $"status:open {Word()}",
                6 => $"subject:{Word()}",
                7 => $"\"{Word()} {Word()}\"",
                8 => $"{Word()} after:2021-01-01 before:2024-01-01",
                _ => Word()[..4],
            };
        }

        private Task<(double, string)> TimeAsync<T>(string what, long asked, Func<Task<T>> act) => Task.Run(async () =>
        {
            turns.PageAskedFor();
            await act();
            return (Stopwatch.GetElapsedTime(asked).TotalMilliseconds, what);
        });

        private static double Percentile((double Time, string What)[] times, string name)
        {
            Array.Sort(times);
            if (times.Length == Samples)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name}: median {times[times.Length / 2].Time:0.0} ms, p95 {times[times.Length * 95 / 100].Time:0.0} ms, slowest {times[^1].Time:0.0} ms («{times[^1].What}»)"));
            }

            return times[times.Length * 95 / 100].Time;
        }
    }
}
