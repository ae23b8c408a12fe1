using System.Diagnostics;
using System.Globalization;
using HelpdeskMail.Fixtures;

namespace HelpdeskMail.Benchmarks;

/// <summary>The Reply service as a process of its own, as it is run.</summary>
internal sealed class ReplyProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly CancellationTokenSource stop = new();
    private Task watching = Task.CompletedTask;

    private ReplyProcess(Process process) => this.process = process;

    /// <summary>The most memory it has held since <see cref="Watch"/>, in MB.</summary>
    public double MostMemoryMb { get; private set; }

    public static ReplyProcess Start(string connectionString, string neighbours, params (string Name, string Value)[] settings)
    {
        var built = Path.Combine(RepositoryRoot.Path, "artifacts", "bin", "Reply", AppContext.BaseDirectory.Contains("release", StringComparison.OrdinalIgnoreCase) ? "release" : "debug", "HelpdeskMail.Reply.dll");
        const string key = "a-key-for-benchmarks-of-24-characters-and-more";
        var start = new ProcessStartInfo("dotnet", [built]) { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (var (name, value) in new[]
        {
            ("ConnectionStrings__helpdesk", connectionString), ("services__helpdesk__http__0", neighbours), ("services__oauth__http__0", neighbours), ("services__mailstore__http__0", neighbours),
            ("ServiceCalls__Key", key), ("ServiceCalls__Callers__helpdesk", key), ("ASPNETCORE_URLS", "http://127.0.0.1:0"), ("Logging__LogLevel__Default", "Warning"), ("Logging__LogLevel__HelpdeskMail", "Warning"), ("DOTNET_GCgen0size", "0x1000000"),
        }.Concat(settings))
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException("The Reply service did not start.");
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        return new ReplyProcess(process);
    }

    /// <summary>Watches its resident memory, ten times a second.</summary>
    public void Watch()
    {
        MostMemoryMb = 0;
        watching = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested && !process.HasExited)
            {
                var line = (await File.ReadAllLinesAsync($"/proc/{process.Id}/status")).First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
                MostMemoryMb = Math.Max(MostMemoryMb, double.Parse(line["VmRSS:".Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) / 1024);
                await Task.Delay(100);
            }
        });
    }

    public bool HasExited => process.HasExited;

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    public void Kill() => process.Kill();

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await watching;
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        stop.Dispose();
    }
}
