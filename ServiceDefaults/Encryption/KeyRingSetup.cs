using HelpdeskMail.ServiceDefaults.Settings;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;

namespace HelpdeskMail.ServiceDefaults.Encryption;

/// <summary>Data Protection with its key ring in the service's schema, sealed by a key that is not in the database.</summary>
public static class KeyRingSetup
{
    /// <summary>
    /// Adds Data Protection. The service's migrations create the table <c>key_ring (name text primary key, xml text not null, created_at timestamptz not null default now())</c>.
    /// </summary>
    public static IHostApplicationBuilder AddKeyRing(this IHostApplicationBuilder builder)
    {
        builder.AddSettings<EncryptionSettings>("Encryption");
        builder.Services.AddSingleton<SealedXml>();
        builder.Services.AddHostedService<ResealKeyRing>();
        builder.Services.AddDataProtection().SetApplicationName("HelpdeskMail");
        builder.Services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(services => new ConfigureOptions<KeyManagementOptions>(options =>
        {
            options.XmlRepository = new KeyRingTable(services.GetRequiredService<NpgsqlDataSource>());
            options.XmlEncryptor = services.GetRequiredService<SealedXml>();
        }));
        return builder;
    }
}
