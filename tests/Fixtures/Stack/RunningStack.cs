using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace HelpdeskMail.Fixtures.Stack;

/// <summary>
/// The whole program as its user runs it: the built AppHost with a data folder and ports of its own, everything below it real. The project that uses it
/// references AppHost.csproj so that the build has made it.
/// </summary>
public sealed class RunningStack : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);

    private readonly Process appHost;
    private readonly string folder;
    private readonly ConcurrentQueue<string> console;
    private readonly StackAddresses addresses;
    private readonly HttpClient page;

    private RunningStack(Process appHost, string folder, ConcurrentQueue<string> console, StackAddresses addresses, TimeSpan startTime)
    {
        this.appHost = appHost;
        this.folder = folder;
        this.console = console;
        this.addresses = addresses;
        StartTime = startTime;
        page = new HttpClient { BaseAddress = new Uri(addresses.Page.Url) };
        page.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", addresses.Page.Token);
    }

    /// <summary>From the start of the AppHost's process to every resource healthy.</summary>
    public TimeSpan StartTime { get; }

    /// <summary>Process id of the AppHost.</summary>
    public int ProcessId => appHost.Id;

    /// <summary>What the AppHost has written to its console so far.</summary>
    public IReadOnlyCollection<string> Console => console;

    /// <summary>Connection string of the database every service uses.</summary>
    public string ConnectionString => addresses.ConnectionStrings["database"]!;

    /// <summary>Starts everything and waits until every resource is healthy.</summary>
    /// <param name="settings">Settings of the AppHost, as environment variables: <c>AppHost__Verbose</c>, <c>Bus__Transport</c> …</param>
    public static async Task<RunningStack> StartAsync(params (string Name, string Value)[] settings)
    {
        RealServer.Require(Postgres.PostgresCluster.IsInstalled, "PostgreSQL's server binaries (Debian package postgresql)");
        var folder = Directory.CreateTempSubdirectory("helpdeskmail-stack-").FullName;
        if (!OperatingSystem.IsWindows())
        {
            // PostgreSQL runs as another user where the tests run as root, and has to reach its data folder.
            File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }

        var addressesFile = Path.Combine(folder, "addresses.json");
        var start = new ProcessStartInfo("dotnet", [AppHostAssembly()])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        start.Environment["AppHost__DataDirectory"] = Path.Combine(folder, "data");
        start.Environment["AppHost__Ports"] = "free";
        start.Environment["AppHost__PagePort"] = "0";
        start.Environment["AppHost__AddressesFile"] = addressesFile;
        start.Environment["AppHost__ContainerEngine"] = "none";
        start.Environment["AppHost__Verbose"] = "true";
        start.Environment["DOTNET_ENVIRONMENT"] = "Development";
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var clock = Stopwatch.StartNew();
        var console = new ConcurrentQueue<string>();
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => console.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => console.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var healthy = Eventually.ValueAsync("the stack is healthy", () => ReadAsync(addressesFile), StartLimit);
        await Task.WhenAny(healthy, process.WaitForExitAsync());
        if (healthy.IsCompletedSuccessfully)
        {
            return new RunningStack(process, folder, console, await healthy, clock.Elapsed);
        }

        process.Kill(entireProcessTree: true);
        throw new InvalidOperationException($"The stack did not start.\n{string.Join('\n', console)}");
    }

    /// <summary>Address of an endpoint, such as <c>helpdesk</c> or <c>sandbox</c>, <c>imap</c>.</summary>
    public Uri Endpoint(string resource, string name = "http") => new(addresses.Endpoints[resource][name]);

    /// <summary>A client whose base address is a service's.</summary>
    public HttpClient CreateClient(string resource) => new() { BaseAddress = Endpoint(resource) };

    /// <summary>The state of a resource.</summary>
    public async Task<StackResource> ResourceAsync(string name) => (await page.GetFromJsonAsync<StackResource>($"/api/resources/{name}", Json))!;

    /// <summary>The last lines a resource wrote.</summary>
    public Task<string> LogAsync(string name) => page.GetStringAsync($"/api/resources/{name}/log?lines=300");

    /// <summary>Asks the AppHost to start, stop or restart a resource.</summary>
    public async Task AskAsync(string name, string command)
    {
        using var answer = await page.PostAsync($"/api/resources/{name}/{command}", content: null);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Ends a resource's process at once (SIGKILL), as a crash would, and waits until the AppHost has it running again.</summary>
    public async Task KillAndAwaitRestartAsync(string name)
    {
        var before = await ResourceAsync(name);
        using (var process = Process.GetProcessById(before.ProcessId!.Value))
        {
            process.Kill();
        }

        await Eventually.HoldsAsync($"{name} runs again", async () =>
        {
            var now = await ResourceAsync(name);
            return now.State == "Running" && now.ProcessId != before.ProcessId;
        });
    }

    /// <summary>The link that makes the first administrator, as the helpdesk printed it.</summary>
    public Task<Uri> FirstAdministratorLinkAsync() =>
        Eventually.ValueAsync("the link for the first administrator is on the console", () =>
        {
            var line = console.FirstOrDefault(text => text.Contains("/setup?key=", StringComparison.Ordinal));
            return Task.FromResult(line is null ? null : new Uri(line[line.IndexOf("http", StringComparison.Ordinal)..].Trim()));
        });

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        page.Dispose();
        if (!appHost.HasExited)
        {
            using var kill = Process.Start("kill", ["-TERM", $"{appHost.Id}"]);
            await appHost.WaitForExitAsync();
        }

        appHost.Dispose();
        ServerFolder.Delete(folder);
    }

    private static async Task<StackAddresses?> ReadAsync(string file)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        var addresses = JsonSerializer.Deserialize<StackAddresses>(await File.ReadAllTextAsync(file), Json);
        return addresses is { Ready: true } ? addresses : null;
    }

    /// <summary>The AppHost that was built into the same artifacts folder, in the same configuration, as these tests.</summary>
    private static string AppHostAssembly()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.Combine(output.Parent!.Parent!.FullName, "AppHost", output.Name, "HelpdeskMail.AppHost.dll");
    }
}
