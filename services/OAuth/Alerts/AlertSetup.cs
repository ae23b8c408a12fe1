using HelpdeskMail.OAuth.Webhooks;

namespace HelpdeskMail.OAuth.Alerts;

/// <summary>Puts the alerts together.</summary>
internal static class AlertSetup
{
    public static void AddAlerts(this IHostApplicationBuilder builder)
    {
        WebhookClient.Add(builder.Services);
        builder.Services
            .AddSingleton<WebhookTable>()
            .AddSingleton<WebhookClient>()
            .AddSingleton<AlertBook>()
            .AddSingleton<AlertTable>()
            .AddSingleton<AlertWatch>()
            .AddSingleton<AlertMail>()
            .AddSingleton<AlertCourier>();
    }
}
