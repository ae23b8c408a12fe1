using HelpdeskMail.Helpdesk.Acknowledgements;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Loops;
using HelpdeskMail.Helpdesk.Mailboxes;
using HelpdeskMail.Helpdesk.Merging;
using HelpdeskMail.Helpdesk.Rules;
using HelpdeskMail.Helpdesk.Search;
using HelpdeskMail.Helpdesk.Threading;
using HelpdeskMail.Helpdesk.Views;

namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>What puts mail into tickets and works on them: registered and mapped in one place.</summary>
internal static class TicketingSetup
{
    public static void AddTicketing(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<AddressTokens>();
        builder.Services.AddSingleton<TicketFinder>();
        builder.Services.AddSingleton<EntryPlacement>();
        builder.Services.AddScoped<EntryFiles>();
        builder.Services.AddScoped<MailIntake>();
        builder.Services.AddScoped<EntryAgain>();
        builder.Services.AddSingleton<MailboxTable>();
        builder.Services.AddSingleton<TicketAddress>();
        builder.Services.AddSingleton<RuleTable>();
        builder.Services.AddSingleton<Acknowledgement>();
        builder.Services.AddSingleton<TicketOpening>();
        builder.Services.AddSingleton<TicketMerging>();
        builder.Services.AddSingleton<TicketList>();
        builder.Services.AddSingleton<TicketReader>();
        builder.Services.AddSingleton<TicketWork>();
        builder.Services.AddSingleton<TicketPlanning>();
        builder.Services.AddSingleton<TicketChanges>();
        builder.Services.AddSingleton<SavedViewTable>();
        builder.Services.AddHostedService<SearchCatchUp>();
    }

    public static void MapTicketingForms(this WebApplication app)
    {
        app.MapTicketForms();
        app.MapMergingForms();
        app.MapRuleForms();
        app.MapLoopForms();
    }

    public static void MapTicketingApi(this RouteGroupBuilder api)
    {
        api.MapTicketApi();
        api.MapMergingApi();
        api.MapLoopApi();
        api.MapSavedViewApi();
    }

    public static void MapTicketingAdministrationApi(this RouteGroupBuilder api)
    {
        api.MapMailboxApi();
        api.MapAcknowledgementApi();
        api.MapRuleApi();
    }
}
