using HelpdeskMail.OAuth.Audit;
using HelpdeskMail.OAuth.Diagnosis;
using HelpdeskMail.OAuth.Health;
using HelpdeskMail.OAuth.Linking;
using HelpdeskMail.OAuth.Providers;
using HelpdeskMail.OAuth.Seed;
using HelpdeskMail.OAuth.Tokens;
using HelpdeskMail.ServiceDefaults.Settings;

namespace HelpdeskMail.OAuth.SystemEmails;

/// <summary>Puts the parts of this service together.</summary>
internal static class SystemEmailSetup
{
    public static void AddSystemEmails(this IHostApplicationBuilder builder)
    {
        builder.AddSettings<MicrosoftSettings>("Microsoft");
        builder.AddSettings<SandboxSettings>("Sandbox");
        builder.AddSettings<OAuthSettings>("OAuth");
        builder.AddSettings<HelpdeskSettings>("Helpdesk");
        builder.AddSettings<SeedSettings>("Seed");
        IdentityHttp.Add(builder);
        VisitLimit.Add(builder.Services);
        builder.Services
            .AddSingleton<PublicAddresses>()
            .AddSingleton<IdentityHosts>()
            .AddSingleton<ProviderCatalogue>()
            .AddSingleton<SecretSeal>()
            .AddSingleton<DraftCheck>()
            .AddSingleton<DraftReader>()
            .AddSingleton<SystemEmailTable>()
            .AddSingleton<SystemEmailViews>()
            .AddSingleton<SystemEmailBook>()
            .AddSingleton<ChangeAnnouncer>()
            .AddSingleton<AuditTrail>()
            .AddSingleton<HealthBook>()
            .AddSingleton<TokenTable>()
            .AddSingleton<EntraClient>()
            .AddSingleton<TokenKeeper>()
            .AddSingleton<HandoutCounter>()
            .AddSingleton<ConnectionTrial>()
            .AddSingleton<LinkAttemptTable>()
            .AddSingleton<LinkJourney>()
            .AddSingleton<LinkCallback>()
            .AddHostedService<SeedSandbox>();
    }
}
