using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using HelpdeskMail.Fixtures;

namespace HelpdeskMail.AppHost.Tests.Running;

/// <summary>What a person reads when a server, or the whole run, cannot be started.</summary>
public sealed class NoServerTests
{
    [Fact]
    public async Task AppHost_says_what_to_install_when_there_is_no_PostgreSQL()
    {
        RealServer.Require(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "root on Linux, to hide the installed PostgreSQL in a namespace");
        RealServer.Require(await CanHideAsync(), "the right to mount a folder over /usr/lib/postgresql");
        using var folder = new TestFolder();
        await using var appHost = AppHostProcess.StartHidden(folder, "/usr/lib/postgresql");

        (await appHost.EndAsync()).ShouldBe(1);

        appHost.Output.ShouldContain("PostgreSQL is needed");
        appHost.Output.ShouldContain("ConnectionStrings__helpdesk");
        appHost.Output.ShouldContain("install postgresql");
    }

    [Fact]
    public async Task Connection_string_that_is_given_takes_the_place_of_the_server()
    {
        await using var cluster = AppHostProcess.Start();
        await cluster.WhenAsync("database");
        var given = (await cluster.ConnectAsync()).GetProperty("connectionStrings").GetProperty("database").GetString()!;

        await using var appHost = AppHostProcess.Start(environment: new Dictionary<string, string> { ["ConnectionStrings__helpdesk"] = given });
        await appHost.WhenAsync("database");

        var resources = await appHost.Api.GetFromJsonAsync<JsonElement>("/api/resources");
        resources.EnumerateArray().Select(resource => resource.GetProperty("name").GetString()).ShouldNotContain("postgres");
        (await appHost.ConnectAsync()).GetProperty("connectionStrings").GetProperty("database").GetString().ShouldBe(given);
        await Eventually.HoldsAsync("the services get it", async () =>
            (await appHost.Api.GetStringAsync("/api/resources/mailstore")).Contains("\"ConnectionStrings__helpdesk\",\"value\":\"••••••••\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Connection_string_that_cannot_be_read_ends_the_start_with_an_example()
    {
        await using var appHost = AppHostProcess.Start(environment: new Dictionary<string, string> { ["ConnectionStrings__helpdesk"] = "nonsense" });

        (await appHost.EndAsync()).ShouldBe(1);

        appHost.Output.ShouldContain("An example: Host=db.example.org");
    }

    [Fact]
    public async Task Data_folder_that_cannot_be_made_ends_the_start_with_a_sentence()
    {
        using var folder = new TestFolder();
        var file = Path.Combine(folder.Path, "file");
        await File.WriteAllTextAsync(file, "");
        await using var appHost = AppHostProcess.Start(environment: new Dictionary<string, string> { ["AppHost__DataDirectory"] = Path.Combine(file, "below") });

        (await appHost.EndAsync()).ShouldBe(1);

        appHost.Output.ShouldContain("The AppHost cannot keep its data in");
        appHost.Output.ShouldContain("AppHost__DataDirectory=");
        appHost.Output.ShouldNotContain("   at ");
    }

    private static async Task<bool> CanHideAsync()
    {
        using var process = Process.Start("unshare", ["--mount", "sh", "-c", "mount -t tmpfs none /mnt"]);
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }
}
