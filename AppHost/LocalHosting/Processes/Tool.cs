using System.ComponentModel;
using System.Diagnostics;

namespace HelpdeskMail.AppHost.LocalHosting.Processes;

/// <summary>Runs a short command and collects what it says.</summary>
internal static class Tool
{
    /// <summary>Runs <paramref name="command"/> for at most <paramref name="limit"/>; what takes longer is ended and counts as failed.</summary>
    public static async Task<ToolAnswer> RunAsync(IReadOnlyList<string> command, TimeSpan limit, CancellationToken cancellationToken, string? input = null)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(limit);
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            return new ToolAnswer(Success: false, exception.Message);
        }

        using (process)
        {
            try
            {
                await process.StandardInput.WriteAsync(input.AsMemory(), timeout.Token);
                process.StandardInput.Close();
                var output = process.StandardOutput.ReadToEndAsync(timeout.Token);
                var errors = process.StandardError.ReadToEndAsync(timeout.Token);
                await process.WaitForExitAsync(timeout.Token);
                return new ToolAnswer(process.ExitCode == 0, (await output + await errors).Trim());
            }
            catch (IOException) when (!cancellationToken.IsCancellationRequested)
            {
                await process.WaitForExitAsync(timeout.Token);
                return new ToolAnswer(Success: false, $"{command[0]} ended before it read its input.");
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                cancellationToken.ThrowIfCancellationRequested();
                return new ToolAnswer(Success: false, $"{command[0]} did not end within {limit.TotalSeconds:0} s.");
            }
        }
    }
}
