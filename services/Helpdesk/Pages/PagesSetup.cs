using HelpdeskMail.Helpdesk.Answering;
using HelpdeskMail.Helpdesk.Alerts;
using HelpdeskMail.Helpdesk.ApiKeys;
using HelpdeskMail.Helpdesk.CannedAnswers;
using HelpdeskMail.Helpdesk.Dashboard;
using HelpdeskMail.Helpdesk.FailedMail;
using HelpdeskMail.Helpdesk.Health;
using HelpdeskMail.Helpdesk.Live;
using HelpdeskMail.Helpdesk.Mailboxes;
using HelpdeskMail.Helpdesk.Mentions;
using HelpdeskMail.Helpdesk.Notifications;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.Pictures;
using HelpdeskMail.Helpdesk.Presence;
using HelpdeskMail.Helpdesk.Previews;
using HelpdeskMail.Helpdesk.Reading;
using HelpdeskMail.Helpdesk.Signatures;
using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.Helpdesk.SystemEmails;
using HelpdeskMail.Helpdesk.Tickets;
using HelpdeskMail.Helpdesk.Writing;
using HelpdeskMail.ServiceDefaults.Database;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;

namespace HelpdeskMail.Helpdesk.Pages;

/// <summary>The web pages: rendered on the server, changed by plain forms, kept fresh by one small script.</summary>
internal static class PagesSetup
{
    public static void AddPages(this WebApplicationBuilder builder)
    {
        builder.Services.AddRazorComponents();
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddSingleton<IStringLocalizer<Words>, PageWords>();
        builder.Services.AddSingleton<SignatureTable>();
        builder.Services.AddSingleton<CannedAnswerTable>();
        builder.Services.AddScoped<CannedWork>();
        builder.Services.AddSingleton<MentionTable>();
        builder.Services.AddSingleton<PresenceTable>();
        builder.Services.AddSingleton<DashboardReader>();
        builder.Services.AddSingleton<NotificationReader>();
        builder.Services.AddSingleton<AuditReader>();
        builder.Services.AddSingleton<LongFlashes>();
        builder.Services.AddSingleton<FlashCookie>();
        builder.Services.AddSingleton<LiveHub>();
        builder.Services.AddSingleton<LiveAccess>();
        builder.Services.AddChannelListener(LiveHub.ChannelName, services => topic => services.GetRequiredService<LiveHub>().Tell(topic ?? "all"));
        builder.Services.AddExceptionHandler<PageFailures>();
        builder.Services.Configure<RouteHandlerOptions>(calls => calls.ThrowOnBadRequest = true);

        // Before the usual one: the first that can write does.
        builder.Services.Insert(0, ServiceDescriptor.Singleton<IProblemDetailsWriter, PageProblems>());
    }

    public static void MapPages(this WebApplication app)
    {
        app.MapAssets();
        app.MapSignInForms();
        app.MapSecondFactorForms();
        app.MapProvider(app.Services.GetRequiredService<IOptions<ProviderSettings>>().Value);
        app.MapTicketingForms();
        app.MapAnswerForms();
        app.MapNewTicketForms();
        app.MapTicketMarks();
        app.MapWritingForms();
        app.MapCannedAnswerForms();
        app.MapPresence();
        app.MapNotifications();
        app.MapEntries();
        app.MapFiles();
        app.MapPictures();
        app.MapFailedMailForms();
        app.MapSystemEmailForms();
        app.MapDoctorForms();
        app.MapAlertForms();
        app.MapMailboxForms();
        app.MapPeopleForms();
        app.MapApiKeyForms();
        app.MapLive();
        app.MapRazorComponents<App>();
    }
}
