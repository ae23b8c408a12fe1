using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using HelpdeskMail.AppHost.LocalHosting.Ports;
using HelpdeskMail.Fixtures;

namespace HelpdeskMail.AppHost.Tests.Running;

/// <summary>However an AppHost ends, what it started ends too.</summary>
public sealed class StopTests
{
    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("KILL")]
    public async Task AppHost_leaves_no_process_and_no_port_when_it_gets_a_signal(string signal)
    {
        RealServer.Require(OperatingSystem.IsLinux(), "Linux, whose process list this test reads");
        await using var appHost = AppHostProcess.Start();
        await appHost.WhenAsync("database");
        var started = await WithProjectsAsync(appHost);
        var ports = Ports(await appHost.ConnectAsync());

        await appHost.SignalAsync(signal);
        var exitCode = await appHost.EndAsync();

        exitCode.ShouldBe(signal == "KILL" ? 137 : 0, appHost.Output);

        // Killed, it leaves the work to its guard, which grants some seconds; else it has seen every end itself.
        var limit = signal == "KILL" ? TimeSpan.FromSeconds(60) : TimeSpan.FromSeconds(20);
        await Eventually.HoldsAsync("every process has ended", () => Task.FromResult(!started.Any(ProcessTree.IsAlive)), limit);
        await Eventually.HoldsAsync("every port is free", () => Task.FromResult(ports.All(LoopbackPort.IsFree)), limit);
    }

    [Fact]
    public async Task AppHost_stops_what_it_started_when_the_dotnet_that_ran_it_is_killed()
    {
        RealServer.Require(OperatingSystem.IsLinux(), "Linux, whose process list this test reads");
        using var folder = new TestFolder();
        var assembly = System.IO.Path.Combine(AppContext.BaseDirectory, "HelpdeskMail.AppHost.dll");
        using var runner = DotnetRunStandIn.Start(assembly, folder.Path);
        var addresses = System.IO.Path.Combine(folder.Path, "addresses.json");
        await Eventually.HoldsAsync("the AppHost writes its addresses", () => Task.FromResult(File.Exists(addresses)));
        await Eventually.HoldsAsync("PostgreSQL runs", () => Task.FromResult(File.Exists(System.IO.Path.Combine(folder.Path, "data/postgres/postmaster.pid"))));
        var started = ProcessTree.Below(runner.Id);

        runner.Kill();

        started.Count.ShouldBeGreaterThan(2);
        await Eventually.HoldsAsync("every process has ended", () => Task.FromResult(!started.Any(ProcessTree.IsAlive)));
    }

    [Fact]
    public async Task Second_AppHost_starts_on_the_data_of_one_that_was_killed()
    {
        RealServer.Require(OperatingSystem.IsLinux(), "Linux, where the AppHost can be killed with its guard");
        using var folder = new TestFolder();
        string connectionString;
        IReadOnlyList<int> left;
        await using (var first = AppHostProcess.Start(folder))
        {
            await first.WhenAsync("database");
            connectionString = ConnectionString(await first.ConnectAsync());
            left = ProcessTree.Below(first.Process.Id);
            await KillWithGuardAsync(first);
        }

        await using var second = AppHostProcess.Start(folder);
        await second.WhenAsync("database");

        ConnectionString(await second.ConnectAsync()).ShouldBe(connectionString);
        await Eventually.HoldsAsync("what the first one left has ended", () => Task.FromResult(!left.Any(ProcessTree.IsAlive)));
    }

    [Fact]
    public async Task AppHost_sets_the_password_again_when_the_secrets_are_gone_and_the_data_is_not()
    {
        using var folder = new TestFolder();
        await using (var first = AppHostProcess.Start(folder))
        {
            await first.WhenAsync("database");
        }

        File.Delete(System.IO.Path.Combine(folder.Path, "data", "secrets.json"));
        await using var second = AppHostProcess.Start(folder);

        (await second.WhenAsync("database")).GetProperty("healthy").GetBoolean().ShouldBeTrue();
        await second.SaysAsync("made with another password");
    }

    [Fact]
    public async Task Second_AppHost_says_so_when_the_data_folder_is_in_use()
    {
        using var folder = new TestFolder();
        await using var first = AppHostProcess.Start(folder);
        await first.ConnectAsync();

        await using var second = AppHostProcess.Start(folder);

        (await second.EndAsync()).ShouldBe(1);
        second.Output.ShouldContain("Another AppHost runs with the data in");
        second.Output.ShouldContain("AppHost__DataDirectory");
    }

    [Fact]
    public async Task Guard_is_replaced_when_somebody_ends_it()
    {
        RealServer.Require(OperatingSystem.IsLinux(), "Linux, whose process list this test reads");
        await using var appHost = AppHostProcess.Start();
        await appHost.WhenAsync("mailstore");
        var guard = GuardOf(appHost);

        Process.GetProcessById(guard!.Value).Kill();
        await Eventually.HoldsAsync("there is another guard", () => Task.FromResult(GuardOf(appHost) is { } other && other != guard));

        // It is told of all that runs before it is told of an end.
        await appHost.Api.PostAsync("/api/resources/mailstore/stop", content: null);
        await appHost.WhenAsync("mailstore", "Stopped");
        var started = ProcessTree.Below(appHost.Process.Id);
        await appHost.SignalAsync("KILL");
        await appHost.EndAsync();

        await Eventually.HoldsAsync("every process has ended", () => Task.FromResult(!started.Any(ProcessTree.IsAlive)));
    }

    private static string ConnectionString(JsonElement addresses) =>
        addresses.GetProperty("connectionStrings").GetProperty("database").GetString()!;

    private static async Task<IReadOnlyList<int>> WithProjectsAsync(AppHostProcess appHost)
    {
        await Eventually.HoldsAsync("a project runs", async () =>
            (await appHost.Api.GetFromJsonAsync<JsonElement>("/api/resources/mailstore")).GetProperty("processId").ValueKind == JsonValueKind.Number);
        var started = ProcessTree.Below(appHost.Process.Id);
        started.Count.ShouldBeGreaterThan(5, "the guard, PostgreSQL with its workers, and a project");
        return started;
    }

    private static IReadOnlyList<int> Ports(JsonElement addresses) =>
    [
        .. addresses.GetProperty("endpoints").EnumerateObject()
            .SelectMany(resource => resource.Value.EnumerateObject())
            .Select(endpoint => new Uri(endpoint.Value.GetString()!).Port),
        new Uri(addresses.GetProperty("page").GetProperty("url").GetString()!).Port,
    ];

    // The worst that can happen to a data folder: nobody is left to stop the server. The AppHost would replace its guard, so it is stopped first.
    private static async Task KillWithGuardAsync(AppHostProcess appHost)
    {
        var guard = GuardOf(appHost)!.Value;
        await appHost.SignalAsync("STOP");
        Process.GetProcessById(guard).Kill();
        await appHost.SignalAsync("KILL");
        await appHost.EndAsync();
    }

    private static int? GuardOf(AppHostProcess appHost) =>
        ProcessTree.Below(appHost.Process.Id)
            .Where(id => ProcessTree.CommandLine(id).Contains("apphost-guard", StringComparison.Ordinal))
            .Cast<int?>()
            .FirstOrDefault();
}
