using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>The environment of the AppHost itself: DOTNET_ENVIRONMENT or ASPNETCORE_ENVIRONMENT, else Production as everywhere in .NET.</summary>
internal sealed class HostEnvironment(IConfiguration configuration, string appHostDirectory) : IHostEnvironment
{
    public string EnvironmentName { get; set; } = configuration["DOTNET_ENVIRONMENT"] ?? configuration["ASPNETCORE_ENVIRONMENT"] ?? Environments.Production;

    public string ApplicationName { get; set; } = configuration["AppHost:ApplicationName"] ?? "HelpdeskMail.AppHost";

    public string ContentRootPath { get; set; } = appHostDirectory;

    public IFileProvider ContentRootFileProvider { get; set; } = new PhysicalFileProvider(appHostDirectory);
}
