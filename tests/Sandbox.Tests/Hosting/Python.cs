using System.Diagnostics;
using HelpdeskMail.Fixtures;

namespace HelpdeskMail.Sandbox.Tests.Hosting;

/// <summary>Runs Python, whose imaplib, poplib and smtplib are clients that share nothing with this program.</summary>
public static class Python
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Runs a script and gives what it printed; fails with its error output where it did not end well.</summary>
    public static async Task<string> RunAsync(string script, params object[] arguments)
    {
        var program = RealServer.FindProgram("python3");
        RealServer.Require(program is not null, "Python 3 (Debian package python3)");
        var start = new ProcessStartInfo(program!, ["-c", script, .. arguments.Select(argument => $"{argument}")]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        using var ending = new CancellationTokenSource(Limit);
        var output = process.StandardOutput.ReadToEndAsync(ending.Token);
        var errors = process.StandardError.ReadToEndAsync(ending.Token);
        try
        {
            await process.WaitForExitAsync(ending.Token);
        }
        catch (OperationCanceledException exception)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException("The script did not end.", exception);
        }

        process.ExitCode.ShouldBe(0, await errors);
        return (await output).Trim();
    }
}
