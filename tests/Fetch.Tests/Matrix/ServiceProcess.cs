using System.Diagnostics;

namespace HelpdeskMail.Fetch.Tests.Matrix;

/// <summary>A service as a process of its own, which can be killed without a word and started again.</summary>
internal sealed class ServiceProcess(string assembly, IReadOnlyDictionary<string, string> settings) : IAsyncDisposable
{
    private Process? process;

    /// <summary>Its process id; null while it does not run.</summary>
    public int? Id => process?.Id;

    /// <summary>The last lines it wrote, for the one who has to find out why a run failed.</summary>
    public string Output { get; private set; } = "";

    /// <summary>Resident memory in bytes.</summary>
    public long Memory
    {
        get
        {
            process?.Refresh();
            return process?.WorkingSet64 ?? 0;
        }
    }

    /// <summary>Processor time used so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            process?.Refresh();
            return process?.TotalProcessorTime ?? TimeSpan.Zero;
        }
    }

    /// <summary>What every service is told: its database, its port, little to say; and what is given.</summary>
    public static Dictionary<string, string> Settings(string database, int port, params (string Name, string Value)[] more)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}",
            ["ConnectionStrings:helpdesk"] = database,
            ["Logging:LogLevel:Default"] = "Warning",
        };
        foreach (var (name, value) in more)
        {
            settings[name] = value;
        }

        return settings;
    }

    public void Start()
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, $"HelpdeskMail.{assembly}.dll")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
            UseShellExecute = false,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("ASPNETCORE", StringComparison.Ordinal) || name.StartsWith("DOTNET_ENV", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in settings)
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Ends it as a crash would (SIGKILL).</summary>
    public async Task KillAsync()
    {
        if (process is not null)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
            process = null;
        }
    }

    public async ValueTask DisposeAsync() => await KillAsync();

    private void Take(string? line)
    {
        if (line is not null)
        {
            var all = Output + line + "\n";
            Output = all.Length > 8000 ? all[^8000..] : all;
        }
    }
}
