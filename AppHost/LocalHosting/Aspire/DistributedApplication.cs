using HelpdeskMail.AppHost.LocalHosting;

namespace Aspire.Hosting;

/// <summary>A described model, ready to be run or published.</summary>
public sealed class DistributedApplication
{
    private readonly Model model;

    internal DistributedApplication(Model model) => this.model = model;

    /// <summary>Starts the description of a model.</summary>
    /// <param name="args">The command line, which is part of the settings.</param>
    public static IDistributedApplicationBuilder CreateBuilder(string[] args)
    {
        AppDomain.CurrentDomain.UnhandledException += EndWithMessage;
        return new DistributedApplicationBuilder(args);
    }

    /// <summary>Runs until it is told to stop, or publishes.</summary>
    public void Run() => RunAsync().GetAwaiter().GetResult();

    /// <summary>Runs until it is told to stop or <paramref name="cancellationToken"/> says so, or publishes. What fails is written to the console and shows in the exit code.</summary>
    public async Task RunAsync(CancellationToken cancellationToken = default) =>
        Environment.ExitCode = await ModelCommand.ExecuteAsync(model, cancellationToken);

    // A mistake in the model or on the command line is for whoever made it to read, not a crash with a stack.
    private static void EndWithMessage(object sender, UnhandledExceptionEventArgs failure)
    {
        if (failure.ExceptionObject is DistributedApplicationException exception)
        {
            Console.Error.WriteLine(exception.Message);
            Environment.Exit(1);
        }
    }
}
