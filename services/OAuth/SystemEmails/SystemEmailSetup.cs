using HelpdeskMail.OAuth.Audit;
using HelpdeskMail.OAuth.Diagnosis;
using HelpdeskMail.OAuth.Health;
using HelpdeskMail.OAuth.Linking;
using HelpdeskMail.OAuth.Providers;
using HelpdeskMail.OAuth.Seed;
using HelpdeskMail.OAuth.Tokens;
using HelpdeskMail.OAuth.Trying;
using HelpdeskMail.ServiceDefaults.Settings;

namespace HelpdeskMail.OAuth.SystemEmails;

/// <summary>Puts the parts of this service together.</summary>
internal static class SystemEmailSetup
{
    public static void AddSystemEmails(this IHostApplicationBuilder builder)
    {
        builder.AddSettings<MicrosoftSettings>("Microsoft");
        builder.AddSettings<GoogleSettings>("Google");
        builder.AddSettings<OutboundSettings>("OAuth2");
        builder.AddSettings<SandboxSettings>("Sandbox");
        builder.AddSettings<OAuthSettings>("OAuth");
        builder.AddSettings<HelpdeskSettings>("Helpdesk");
        builder.AddSettings<SeedSettings>("Seed");
        builder.AddSettings<PurgeSettings>("Audit");
        IdentityHttp.Add(builder);
        OAuth2Http.Add(builder);
        VisitLimit.Add(builder.Services);
        MailOpening.Add(builder.Services);
        builder.Services
            .AddSingleton<PublicAddresses>()
            .AddSingleton<IdentityHosts>()
            .AddSingleton<ProviderCatalogue>()
            .AddSingleton<ProviderFinder>()
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
            .AddSingleton<ApplicationCertificates>()
            .AddSingleton<EntraClient>()
            .AddSingleton<OAuth2Client>()
            .AddSingleton<SignInClients>()
            .AddSingleton<TokenStore>()
            .AddSingleton<TokenKeeper>()
            .AddSingleton<HandoutCounter>()
            .AddSingleton<ConnectionTrial>()
            .AddSingleton<SaveTrial>()
            .AddSingleton<TestMail>()
            .AddSingleton<LinkAttemptTable>()
            .AddSingleton<LinkFinish>()
            .AddSingleton<MailboxProof>()
            .AddSingleton<DeviceJourney>()
            .AddSingleton<LinkJourney>()
            .AddSingleton<LinkCallback>()
            .AddHostedService<SeedSandbox>();
    }
}
