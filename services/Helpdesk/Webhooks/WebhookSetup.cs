namespace HelpdeskMail.Helpdesk.Webhooks;

/// <summary>Webhooks in the service.</summary>
internal static class WebhookSetup
{
    public static void AddWebhooks(this IServiceCollection services)
    {
        services.AddSingleton<WebhookTable>();
        services.AddSingleton<WebhookCourier>();
        services.AddSingleton<WebhookSender>();
        services.AddHostedService(provider => provider.GetRequiredService<WebhookSender>());
    }
}
