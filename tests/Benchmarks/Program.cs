using HelpdeskMail.Benchmarks;
using HelpdeskMail.Benchmarks.Killing;
using HelpdeskMail.Benchmarks.Tickets;

// dotnet run --project tests/Benchmarks -c Release -- NAME
var benchmarks = new Dictionary<string, Func<Task<bool>>>(StringComparer.OrdinalIgnoreCase)
{
    ["bus"] = BusBenchmark.RunAsync,
    ["imap"] = ImapBenchmark.RunAsync,
    ["smtp"] = SmtpBenchmark.RunAsync,
    ["reply"] = ReplyBenchmark.RunAsync,
    ["path"] = WholePathBenchmark.RunAsync,
    ["tickets"] = TicketsBenchmark.RunAsync,
    [SoakRun.Name] = SoakRun.RunAsync,
    ["fetch"] = FetchBenchmark.RunAsync,
    ["fetch-tickets"] = FetchTicketsBenchmark.RunAsync,
    ["idle"] = IdleBenchmark.RunAsync,
    ["fetch-matrix"] = FetchMatrix.RunAsync,
    [ReplyMatrix.Name] = ReplyMatrix.RunAsync,
    [ReplyKills.Name] = ReplyKills.RunAsync,
    [FetchKills.Name] = FetchKills.RunAsync,
    ["mime"] = () => Task.FromResult(MimeBenchmark.Run()),
};

// These take long and run when they are asked for.
string[] onlyWhenAsked = [SoakRun.Name, "fetch-matrix", ReplyMatrix.Name, ReplyKills.Name, FetchKills.Name];
var chosen = args.Length == 0 ? [.. benchmarks.Keys.Except(onlyWhenAsked, StringComparer.OrdinalIgnoreCase)] : args;
if (chosen.FirstOrDefault(name => !benchmarks.ContainsKey(name)) is { } unknown)
{
    await Console.Error.WriteLineAsync($"There is no benchmark «{unknown}»; there are: {string.Join(", ", benchmarks.Keys)}.");
    return 2;
}

var met = true;
foreach (var name in chosen)
{
    await Console.Out.WriteLineAsync($"== {name}");
    met &= await benchmarks[name]();
}

return met ? 0 : 1;
