using Aspire.Hosting;
using Microsoft.Extensions.Configuration;

namespace HelpdeskMail.AppHost.LocalHosting;

/// <summary>Reads the AppHost's settings: appsettings.json beside the project, the environment, the command line.</summary>
internal static class ModelSettings
{
    private static readonly Dictionary<string, string> Switches = new(StringComparer.OrdinalIgnoreCase)
    {
        ["--publisher"] = "Publishing:Publisher",
        ["--output-path"] = "Pipeline:OutputPath",
        ["--operation"] = "AppHost:Operation",
        ["--step"] = "Pipeline:Step",
        ["--addresses-file"] = "AppHost:AddressesFile",
    };

    public static ConfigurationManager Read(string directory, string[] args)
    {
        var configuration = new ConfigurationManager();
        configuration.SetBasePath(directory);
        configuration.AddJsonFile("appsettings.json", optional: true);
        configuration.AddEnvironmentVariables();
        configuration.AddCommandLine([.. args.Select(Flag)], Switches);
        return configuration;
    }

    /// <summary>Publish when asked to by --operation or, as older tools do, by --publisher.</summary>
    /// <exception cref="DistributedApplicationException">The operation, publisher or step is one that does not exist here.</exception>
    public static DistributedApplicationOperation Operation(IConfiguration configuration)
    {
        var publisher = configuration["Publishing:Publisher"];
        if (publisher is { Length: > 0 } and not "manifest")
        {
            throw new DistributedApplicationException($"The publisher '{publisher}' is not known here. The one there is: --publisher manifest.");
        }

        var operation = configuration["AppHost:Operation"] ?? (publisher is null ? "run" : "publish");
        if (string.Equals(operation, "run", StringComparison.OrdinalIgnoreCase))
        {
            return DistributedApplicationOperation.Run;
        }

        var step = configuration["Pipeline:Step"] ?? "publish-manifest";
        return !string.Equals(operation, "publish", StringComparison.OrdinalIgnoreCase)
            ? throw new DistributedApplicationException($"The operation '{operation}' is not known. There are: --operation run, --operation publish.")
            : step != "publish-manifest"
                ? throw new DistributedApplicationException($"The step '{step}' is not known here. The one there is: --step publish-manifest.")
                : DistributedApplicationOperation.Publish;
    }

    // The command-line reader wants a value for every switch.
    private static string Flag(string argument) => argument == "--verbose" ? "--AppHost:Verbose=true" : argument;
}
