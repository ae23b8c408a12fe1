using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using HelpdeskMail.Fixtures;

namespace HelpdeskMail.AppHost.Tests.Running;

/// <summary>A real AppHost with a data folder and ports of its own, so that it meets neither the developer's nor another test's.</summary>
internal sealed class AppHostProcess : IAsyncDisposable
{
    /// <summary>How long a start may take where the machine is busy; several services come one after the other.</summary>
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);

    private readonly List<string> lines = [];
    private readonly TestFolder folder;
    private readonly bool ownsFolder;
    private readonly HttpClient http;

    private AppHostProcess(Process process, TestFolder folder, bool ownsFolder)
    {
        Process = process;
        this.folder = folder;
        this.ownsFolder = ownsFolder;
        http = new HttpClient();
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public Process Process { get; }

    public string Output
    {
        get
        {
            lock (lines)
            {
                return string.Join('\n', lines);
            }
        }
    }

    public HttpClient Api => http;

    private string AddressesFile => System.IO.Path.Combine(folder.Path, "addresses.json");

    /// <summary>Starts an AppHost; <paramref name="folder"/> keeps its data for a later one.</summary>
    public static AppHostProcess Start(TestFolder? folder = null, IReadOnlyDictionary<string, string>? environment = null, params string[] arguments)
    {
        var own = folder is null;
        folder ??= new TestFolder();
        return new AppHostProcess(Process.Start(StartOf(folder, ["dotnet", Assembly, .. arguments], environment))!, folder, own);
    }

    /// <summary>Starts an AppHost that sees an empty folder in place of <paramref name="hidden"/>; needs root on Linux.</summary>
    public static AppHostProcess StartHidden(TestFolder folder, string hidden)
    {
        string[] command = ["unshare", "--mount", "sh", "-c", "mount -t tmpfs none \"$0\" && exec \"$@\"", hidden, "dotnet", Assembly];
        return new AppHostProcess(Process.Start(StartOf(folder, command, environment: null))!, folder, ownsFolder: false);
    }

    private static string Assembly => System.IO.Path.Combine(AppContext.BaseDirectory, "HelpdeskMail.AppHost.dll");

    private static ProcessStartInfo StartOf(TestFolder folder, string[] command, IReadOnlyDictionary<string, string>? environment)
    {
        // Where the tests run in the background of a script, SIGINT is ignored, and what they start would inherit that.
        var whole = OperatingSystem.IsLinux() ? ["env", "--default-signal=INT", .. command] : command;
        var start = new ProcessStartInfo(whole[0], whole.Skip(1))
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder.Path,
        };
        start.Environment["AppHost__DataDirectory"] = System.IO.Path.Combine(folder.Path, "data");
        start.Environment["AppHost__AddressesFile"] = System.IO.Path.Combine(folder.Path, "addresses.json");
        start.Environment["AppHost__Ports"] = "free";
        start.Environment["AppHost__ContainerEngine"] = "none";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return start;
    }

    /// <summary>Waits until the page answers, and then until <paramref name="resource"/> is in <paramref name="state"/>.</summary>
    public async Task<JsonElement> WhenAsync(string resource, string state = "Running")
    {
        await ConnectAsync();
        JsonElement found = default;
        await Eventually.HoldsAsync($"{resource} is {state}; the AppHost said:\n{Output}", async () =>
        {
            found = await http.GetFromJsonAsync<JsonElement>($"/api/resources/{resource}");
            return found.GetProperty("state").GetString() == state;
        }, StartLimit);
        return found;
    }

    /// <summary>Reads the addresses the AppHost wrote and signs in to its page.</summary>
    public async Task<JsonElement> ConnectAsync()
    {
        // One that was killed leaves its file behind.
        JsonElement addresses = default;
        await Eventually.HoldsAsync("the AppHost writes its addresses", async () =>
        {
            if (Process.HasExited || !File.Exists(AddressesFile))
            {
                return Process.HasExited ? throw new InvalidOperationException($"The AppHost has ended:\n{Output}") : false;
            }

            addresses = JsonDocument.Parse(await File.ReadAllTextAsync(AddressesFile)).RootElement;
            return addresses.GetProperty("processId").GetInt32() == Process.Id;
        }, StartLimit);
        if (http.BaseAddress is null)
        {
            http.BaseAddress = new Uri(addresses.GetProperty("page").GetProperty("url").GetString()!);
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", addresses.GetProperty("page").GetProperty("token").GetString());
        }

        return addresses;
    }

    /// <summary>Waits until these words are on the console: what a running AppHost writes comes here a little later.</summary>
    public Task SaysAsync(string words) =>
        Eventually.HoldsAsync($"the AppHost says «{words}»", () => Task.FromResult(Output.Contains(words, StringComparison.Ordinal)));

    /// <summary>Sends a signal by its name, as a person would with kill.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", ["-s", signal, Process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits for the end and returns the exit code.</summary>
    public async Task<int> EndAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await Process.WaitForExitAsync(limit.Token);
        return Process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!Process.HasExited)
        {
            await SignalAsync("TERM");
            await EndAsync();
        }

        http.Dispose();
        Process.Dispose();
        if (ownsFolder)
        {
            folder.Dispose();
        }
    }

    private void Take(string? line)
    {
        if (line is not null)
        {
            lock (lines)
            {
                lines.Add(line);
            }
        }
    }
}
