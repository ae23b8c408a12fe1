using System.Diagnostics;
using System.Globalization;
using System.Text;
using Dapper;
using HelpdeskMail.EndToEnd.Tests;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Fixtures.Stack;
using Npgsql;

namespace HelpdeskMail.Benchmarks;

/// <summary>
/// The whole program for ten minutes (<c>HELPDESKMAIL_SOAK_MINUTES</c>) with access tokens of 30 s, a mail each second, three replicas of the OAuth service, and an identity provider that is away for a fifth of the time: no mail
/// may be lost or come twice, nobody may be alarmed or asked to sign in, and everything must be well at the end without a hand. Runs only when it is named.
/// </summary>
internal static class SoakRun
{
    public const string Name = "soak";
    private const string Support = "support@contoso.example";
    private static readonly TimeSpan Whole = TimeSpan.FromMinutes(int.Parse(Environment.GetEnvironmentVariable("HELPDESKMAIL_SOAK_MINUTES") ?? "10", CultureInfo.InvariantCulture));
    private static readonly TimeSpan Away = Whole / 5;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public static async Task<bool> RunAsync()
    {
        await using var stack = await RunningStack.StartAsync(("Sandbox__TokenLifetime", "30"));
        using var sandbox = new SandboxCalls(stack);
        using var second = await ReplicaAsync(stack);
        using var third = await ReplicaAsync(stack);
        try
        {
            var absence = BeAwayAsync(sandbox);
            var delivered = await DeliverAsync(sandbox);
            await absence;
            Require(!second.HasExited && !third.HasExited, "a replica of the OAuth service has ended");
            return await JudgeAsync(stack, delivered);
        }
        finally
        {
            second.Kill();
            third.Kill();
        }
    }

    /// <summary>One more OAuth service on the same database, with the settings of the one that the AppHost runs.</summary>
    private static async Task<Process> ReplicaAsync(RunningStack stack)
    {
        var running = (await stack.ResourceAsync("oauth")).ProcessId!.Value;
        var words = (await File.ReadAllTextAsync($"/proc/{running}/cmdline")).Split('\0', StringSplitOptions.RemoveEmptyEntries);
        var start = new ProcessStartInfo(words[0], words.Skip(1)) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Clear();
        foreach (var setting in Encoding.UTF8.GetString(await File.ReadAllBytesAsync($"/proc/{running}/environ")).Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)))
        {
            start.Environment[setting[0]] = setting[1];
        }

        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["Seed__Sandbox"] = "false";
        var replica = Process.Start(start)!;
        replica.OutputDataReceived += (_, _) => { };
        replica.ErrorDataReceived += (_, _) => { };
        replica.BeginOutputReadLine();
        replica.BeginErrorReadLine();
        return replica;
    }

    private static async Task BeAwayAsync(SandboxCalls sandbox)
    {
        await Task.Delay(Whole / 3);
        await sandbox.FaultAsync(new { catalogue = "token-unavailable" });
        await Task.Delay(Away);
        await sandbox.ClearFaultsAsync();
    }

    private static async Task<int> DeliverAsync(SandboxCalls sandbox)
    {
        var clock = Stopwatch.StartNew();
        var number = 0;
        for (; clock.Elapsed < Whole; number++)
        {
            await sandbox.DeliverAsync(Support, "bo.lind@customer.example", Mails.Plain(Support, $"Soak mail {number}", "Hello."));
            await Task.Delay(TimeSpan.FromSeconds(1));
        }

        return number;
    }

    private static async Task<bool> JudgeAsync(RunningStack stack, int delivered)
    {
        await using var database = NpgsqlDataSource.Create(stack.ConnectionString);
        await Eventually.HoldsAsync("every mail is a ticket", async () => await CountAsync(database, "select count(distinct subject) from helpdesk.ticket where subject like 'Soak mail %'") >= delivered, Patience);
        await Eventually.HoldsAsync("the mailbox is healthy", async () => await CountAsync(database, "select count(*) from (select state from oauth.health order by id desc limit 1) h where state = 'Healthy'") == 1, Patience);
        var tickets = await CountAsync(database, "select count(*) from helpdesk.ticket where subject like 'Soak mail %'");
        var notices = await CountAsync(database, "select count(*) from oauth.alert_notice");
        var signIns = await CountAsync(database, "select count(*) from oauth.health where state = 'NeedsSignIn'");
        var failures = await CountAsync(database, "select count(*) from oauth.health where problem is not null");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{delivered} mails in {Whole.TotalMinutes:0} minutes made {tickets} tickets; the provider was away for {Away.TotalMinutes:0.0} of them; states that told of it: {failures}; admins were told {notices} times, asked to sign in {signIns} times"));
        return tickets == delivered && notices == 0 && signIns == 0;
    }

    private static async Task<long> CountAsync(NpgsqlDataSource database, string sql)
    {
        await using var connection = await database.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<long>(sql);
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidOperationException(otherwise);
        }
    }
}
