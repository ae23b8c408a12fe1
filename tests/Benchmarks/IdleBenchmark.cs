using System.Diagnostics;
using System.Globalization;
using Dapper;
using HelpdeskMail.Fixtures;

namespace HelpdeskMail.Benchmarks;

/// <summary>
/// 5,000 linked mailboxes held by IDLE on one replica: the memory each one takes, the processor time all of them take while nothing happens, and how soon a new mail in any of them is stored.
/// </summary>
internal static class IdleBenchmark
{
    private const int Mailboxes = 5_000;
    private const int Mails = 100;
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(30);

    public static async Task<bool> RunAsync()
    {
        await using var server = new IdleServer();
        await using var stack = await FetchStack.StartAsync();
        await Task.Delay(TimeSpan.FromSeconds(5));
        var before = stack.Fetch.Memory;
        var ids = Enumerable.Range(0, Mailboxes).Select(_ => Guid.CreateVersion7()).ToList();
        for (var number = 0; number < Mailboxes; number++)
        {
            stack.Link(ids[number], $"box{number}@example.com", server.Port, "a-password");
        }

        var clock = Stopwatch.StartNew();
        await Eventually.HoldsAsync("all mailboxes wait by IDLE", () => Task.FromResult(server.Idle >= Mailboxes), TimeSpan.FromMinutes(10));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Mailboxes} mailboxes wait after {clock.Elapsed.TotalSeconds:0} s"));
        await Task.Delay(TimeSpan.FromSeconds(10));
        var (used, began) = (stack.Fetch.ProcessorTime, Stopwatch.GetTimestamp());
        await Task.Delay(Quiet);
        var load = 100 * (stack.Fetch.ProcessorTime - used) / Stopwatch.GetElapsedTime(began);
        var memory = (stack.Fetch.Memory - before) / 1000.0 / Mailboxes;
        var times = await DeliverAsync(stack, server, ids);
        return Limits.Check("memory a mailbox", memory, 100, " kB")
            & Limits.Check("of one core while nothing happens", load, 5, " %")
            & Limits.Check("new mail stored, 95 of 100 within", times[Mails * 95 / 100 - 1].TotalMilliseconds, 500, " ms");
    }

    private static async Task<List<TimeSpan>> DeliverAsync(FetchStack stack, IdleServer server, List<Guid> ids)
    {
        var random = new Random(3);
        var times = new List<TimeSpan>();
        await using var connection = await stack.Database.OpenConnectionAsync();
        foreach (var number in Enumerable.Range(0, Mailboxes).OrderBy(_ => random.Next()).Take(Mails))
        {
            var id = ids[number];
            var clock = Stopwatch.StartNew();
            await server.DeliverAsync($"box{number}@example.com", $"From: anna@customer.example\r\nSubject: {number}\r\nMessage-ID: <{Guid.NewGuid():N}@customer.example>\r\n\r\nHello\r\n");
            while (!await connection.ExecuteScalarAsync<bool>("select exists (select from mailstore.receipt where system_email_id = @id)", new { id }))
            {
                await Task.Delay(5);
                if (clock.Elapsed > TimeSpan.FromMinutes(1))
                {
                    throw new InvalidOperationException($"A mail was not stored within a minute. Fetch said:\n{stack.Fetch.Output}");
                }
            }

            times.Add(clock.Elapsed);
        }

        times.Sort();
        return times;
    }
}
