using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using HelpdeskMail.ServiceDefaults.Database;
using HelpdeskMail.ServiceDefaults.Encryption;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;

namespace HelpdeskMail.ServiceDefaults.Tests;

/// <summary>Builds small services out of the service defaults.</summary>
internal static class TestService
{
    public const string EncryptionKey = "an encryption key for tests, long enough";

    public static WebApplicationBuilder Create(string? connectionString, params (string Key, string? Value)[] settings)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.WebHost.UseTestServer();
        builder.Services.AddRouting();
        builder.Configuration.AddInMemoryCollection(settings.Select(pair => KeyValuePair.Create(pair.Key, pair.Value)));
        builder.Configuration["ConnectionStrings:helpdesk"] = connectionString;
        builder.AddServiceDefaults("tested");
        return builder;
    }

    public static WebApplicationBuilder WithKeyRing(string connectionString, string key, params string[] olderKeys)
    {
        var builder = Create(connectionString, [("Encryption:Key", key), .. olderKeys.Select((older, index) => ($"Encryption:OlderKeys:{index}", (string?)older))]);
        builder.AddDatabase<TestDatabaseMarker>("tested");
        builder.AddKeyRing();
        return builder;
    }

    /// <summary>Names the assembly that embeds the scripts.</summary>
    internal sealed class TestDatabaseMarker;
}
