using HelpdeskMail.Helpdesk.Acknowledgements;
using HelpdeskMail.Helpdesk.Correspondents;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Live;
using HelpdeskMail.Helpdesk.Loops;
using HelpdeskMail.Helpdesk.Mailboxes;
using HelpdeskMail.Helpdesk.MailStore;
using HelpdeskMail.Helpdesk.Merging;
using HelpdeskMail.Helpdesk.Rules;
using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.Helpdesk.Threading;
using HelpdeskMail.Helpdesk.Transfer;
using HelpdeskMail.Helpdesk.Views;
using HelpdeskMail.Helpdesk.Webhooks;

namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>What puts mail into tickets and works on them: registered and mapped in one place.</summary>
internal static class TicketingSetup
{
    /// <summary>Adds all of it that works without a web server.</summary>
    public static void AddTicketing(this IServiceCollection services)
    {
        services.AddSingleton<AddressTokens>();
        services.AddSingleton<TicketFinder>();
        services.AddSingleton<EntryPlacement>();
        services.AddSingleton<IntakeDesk>();
        services.AddSingleton<SharedCalls>();
        services.AddSingleton<HandledReports>();
        services.AddSingleton<IntakeTurns>();
        services.AddSingleton<IntakeBatch>();
        services.AddScoped<EntryFiles>();
        services.AddSingleton<PasswordResets>();
        services.AddSingleton<ResetLinks>();
        services.AddScoped<MailIntake>();
        services.AddScoped<IntakeTrouble>();
        services.AddSingleton<LiveTeller>();
        services.AddScoped<EntryAgain>();
        services.AddSingleton<MailboxTable>();
        services.AddSingleton<TicketAddress>();
        services.AddSingleton<RuleTable>();
        services.AddSingleton<BlockedSenders>();
        services.AddSingleton<Acknowledgement>();
        services.AddSingleton<TicketOpening>();
        services.AddSingleton<TicketMerging>();
        services.AddSingleton<TicketList>();
        services.AddSingleton<TicketReader>();
        services.AddSingleton<TicketWork>();
        services.AddSingleton<TicketPlanning>();
        services.AddSingleton<TicketWaiting>();
        services.AddSingleton<WayOn>();
        services.AddSingleton<WaitingSweep>();
        services.AddHostedService(provider => provider.GetRequiredService<WaitingSweep>());
        services.AddSingleton<TicketChanges>();
        services.AddSingleton<SavedViewTable>();
        services.AddSingleton<CorrespondentTable>();
        services.AddSingleton<KnownAddressSearch>();
        services.AddSingleton<KnownAddressWork>();
        services.AddHostedService(provider => provider.GetRequiredService<KnownAddressWork>());
        services.AddScoped<TicketExport>();
        services.AddScoped<MailImport>();
    }

    public static void MapTicketingForms(this WebApplication app)
    {
        app.MapTicketForms();
        app.MapMergingForms();
        app.MapRuleForms();
        app.MapBlockedSenderForms();
        app.MapLoopForms();
        app.MapWebhookForms();
        app.MapCorrespondentForms();
        app.MapExportPage();
        app.MapListExport();
        app.MapSavedViewForms();
        app.MapImportForms();
    }

    public static void MapTicketingApi(this RouteGroupBuilder api)
    {
        api.MapTicketApi();
        api.MapMergingApi();
        api.MapLoopApi();
        api.MapBlockedSenderApi();
        api.MapSeenApi();
        api.MapSavedViewApi();
        api.MapCorrespondentApi();
        api.MapExportApi();
        api.MapListExportApi();
    }

    public static void MapTicketingAdministrationApi(this RouteGroupBuilder api)
    {
        api.MapMailboxApi();
        api.MapAcknowledgementApi();
        api.MapRuleApi();
        api.MapWebhookApi();
        api.MapImportApi();
    }
}
