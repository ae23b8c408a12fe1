using System.Diagnostics;
using System.Globalization;
using HelpdeskMail.EndToEnd.Tests;
using HelpdeskMail.Fixtures.Stack;
using Microsoft.Playwright;

namespace HelpdeskMail.Benchmarks;

/// <summary>The program as its user runs it: how fast it starts, how much memory it holds, how fast a mail is seen and an answer arrives.</summary>
internal static class WholePathBenchmark
{
    private const int Rounds = 25;
    private const string Support = "support@contoso.example";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan PathLimit = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(30);
    private const double MemoryLimitMb = 900;

    public static async Task<bool> RunAsync()
    {
        await using var stack = await RunningStack.StartAsync();
        var met = Report("start of the AppHost to everything healthy", stack.StartTime, StartLimit);
        await using var browser = new Browser();
        using var sandbox = new SandboxCalls(stack);
        await using var context = await browser.NewContextAsync();
        var page = await Helpdesk.SignInAsync(context, stack);
        await page.OpenTicketsAsync(stack);

        await Task.Delay(Idle);
        var (proportional, resident) = Memory(stack);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"memory of all .NET processes, idle: {proportional:0} MB (limit {MemoryLimitMb:0} MB; shared pages counted once; {resident:0} MB when each process counts them whole)"));
        met &= proportional <= MemoryLimitMb;

        met &= Report($"mail accepted to ticket visible in an open page, median of {Rounds}", await MailInAsync(sandbox, page), PathLimit);
        met &= Report($"«Send now» pressed to mail in the customer's mailbox, median of {Rounds}", await ReplyOutAsync(sandbox, page, stack), PathLimit);
        return met;
    }

    private static async Task<TimeSpan> MailInAsync(SandboxCalls sandbox, IPage page)
    {
        var times = new List<TimeSpan>();
        for (var round = 0; round < Rounds; round++)
        {
            var subject = $"Benchmark mail {round} {Guid.NewGuid():N}";
            await sandbox.DeliverAsync(Support, "bo.lind@customer.example", Mails.Plain(Support, subject, "Hello."));
            var clock = Stopwatch.StartNew();
            await page.TicketRow(subject).WaitForAsync();
            times.Add(clock.Elapsed);
        }

        return Median(times);
    }

    private static async Task<TimeSpan> ReplyOutAsync(SandboxCalls sandbox, IPage page, RunningStack stack)
    {
        var times = new List<TimeSpan>();
        for (var round = 0; round < Rounds; round++)
        {
            var customer = $"customer{round}@customer.example";
            var subject = $"Benchmark question {round} {Guid.NewGuid():N}";
            await page.OpenTicketsAsync(stack);
            await sandbox.DeliverAsync(Support, customer, Mails.Plain(Support, subject, "Hello?").Replace("bo.lind@customer.example", customer, StringComparison.Ordinal));
            await page.TicketRow(subject).Locator("a").ClickAsync();
            await page.Locator("#reply-text-rich").FillAsync("Hello to you.");
            await page.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
            // «Send» leaves ten seconds to think again; «Send now» ends them.
            var now = page.GetByRole(AriaRole.Button, new() { Name = "Send now", Exact = true });
            await now.WaitForAsync();
            var clock = Stopwatch.StartNew();
            var sent = now.ClickAsync();
            while (await sandbox.CountAsync(customer) == 0)
            {
                await Task.Delay(10);
            }

            times.Add(clock.Elapsed);
            await sent;
        }

        return Median(times);
    }

    private static bool Report(string what, TimeSpan measured, TimeSpan limit)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {measured.TotalSeconds:0.00} s (limit {limit.TotalSeconds:0.00} s)"));
        return measured <= limit;
    }

    private static TimeSpan Median(List<TimeSpan> times) => times.Order().ElementAt(times.Count / 2);

    /// <summary>Proportional and resident size, in MB, of the AppHost and every .NET process below it.</summary>
    private static (double Proportional, double Resident) Memory(RunningStack stack)
    {
        var parents = Process.GetProcesses().Where(process => File.Exists($"/proc/{process.Id}/stat")).ToDictionary(process => process.Id, Parent);
        bool IsBelow(int id) => id == stack.ProcessId || (parents.TryGetValue(id, out var parent) && parent > 1 && IsBelow(parent));
        var ours = parents.Keys.Where(id => IsBelow(id) && IsDotNet(id)).ToList();
        return (ours.Sum(id => Field(id, "Pss:")) / 1024, ours.Sum(id => Field(id, "Rss:")) / 1024);
    }

    private static bool IsDotNet(int id) => File.ReadAllText($"/proc/{id}/maps").Contains("libcoreclr.so", StringComparison.Ordinal);

    private static int Parent(Process process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process.Id}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static double Field(int id, string name) =>
        double.Parse(File.ReadLines($"/proc/{id}/smaps_rollup").First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
}
