using HelpdeskMail.MailStore;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;

namespace HelpdeskMail.Fetch.Tests.Hosting;

/// <summary>The real MailStore on a real port.</summary>
public sealed class MailStoreHost : WebApplicationFactory<MailStoreSettings>
{
    private readonly string connectionString;

    public MailStoreHost(string connectionString)
    {
        this.connectionString = connectionString;
        UseKestrel(0);
        StartServer();
    }

    public Uri Address => ClientOptions.BaseAddress;

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("ConnectionStrings:helpdesk", connectionString);
        builder.UseSetting("ServiceCalls:Callers:fetch", FetchHost.Key);
        builder.UseSetting("Logging:LogLevel:Default", "Warning");
    }
}
