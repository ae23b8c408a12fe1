using HelpdeskMail.Contracts.SystemEmails.Alerts;
using HelpdeskMail.Contracts.SystemEmails.Doctor;
using HelpdeskMail.Contracts.SystemEmails.Restriction;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.SystemEmails;

namespace HelpdeskMail.Helpdesk.Health;

/// <summary>What the OAuth service tells of the links' health. Answers and failures are those of <see cref="OAuthClient"/>.</summary>
internal static class LinkHealthCalls
{
    private const string Admin = "/internal/admin";

    /// <summary>How all system emails stand.</summary>
    public static Task<OAuthAnswer<HealthBoard>> BoardAsync(this OAuthClient oauth, CancellationToken cancellation) =>
        oauth.SendAsync<HealthBoard>(HttpMethod.Get, $"{Admin}/board", null, null, cancellation);

    /// <summary>The last examination.</summary>
    public static Task<OAuthAnswer<DoctorReport>> LastExaminationAsync(this OAuthClient oauth, Guid id, CancellationToken cancellation) =>
        oauth.SendAsync<DoctorReport>(HttpMethod.Get, $"{Admin}/system-emails/{id}/doctor", null, null, cancellation);

    /// <summary>Examines now; takes a few seconds, two minutes at most.</summary>
    public static Task<OAuthAnswer<DoctorReport>> ExamineAsync(this OAuthClient oauth, Guid id, Actor admin, CancellationToken cancellation) =>
        oauth.SendAsync<DoctorReport>(HttpMethod.Post, $"{Admin}/system-emails/{id}/doctor", null, admin, cancellation);

    /// <summary>What of a link ends, and when.</summary>
    public static Task<OAuthAnswer<IReadOnlyList<LinkEnd>>> ForecastAsync(this OAuthClient oauth, Guid id, CancellationToken cancellation) =>
        oauth.SendAsync<IReadOnlyList<LinkEnd>>(HttpMethod.Get, $"{Admin}/system-emails/{id}/forecast", null, null, cancellation);

    /// <summary>Which mailboxes the application was found to reach.</summary>
    public static Task<OAuthAnswer<RestrictionReport>> LastRestrictionAsync(this OAuthClient oauth, Guid id, CancellationToken cancellation) =>
        oauth.SendAsync<RestrictionReport>(HttpMethod.Get, $"{Admin}/system-emails/{id}/restriction", null, null, cancellation);

    /// <summary>Tries which mailboxes the application reaches.</summary>
    public static Task<OAuthAnswer<RestrictionReport>> CheckRestrictionAsync(this OAuthClient oauth, Guid id, string forbidden, Actor admin, CancellationToken cancellation) =>
        oauth.SendAsync<RestrictionReport>(HttpMethod.Post, $"{Admin}/system-emails/{id}/restriction", new RestrictionRequest(forbidden), admin, cancellation);

    /// <summary>Whom alerts go to.</summary>
    public static Task<OAuthAnswer<AlertSettings>> AlertSettingsAsync(this OAuthClient oauth, CancellationToken cancellation) =>
        oauth.SendAsync<AlertSettings>(HttpMethod.Get, $"{Admin}/alerts/settings", null, null, cancellation);

    /// <summary>Changes whom alerts go to.</summary>
    public static Task<OAuthAnswer<AlertSettings>> SaveAlertSettingsAsync(this OAuthClient oauth, AlertSettings settings, Actor admin, CancellationToken cancellation) =>
        oauth.SendAsync<AlertSettings>(HttpMethod.Put, $"{Admin}/alerts/settings", settings, admin, cancellation);

    /// <summary>The addresses alerts are posted to.</summary>
    public static Task<OAuthAnswer<IReadOnlyList<WebhookView>>> WebhooksAsync(this OAuthClient oauth, CancellationToken cancellation) =>
        oauth.SendAsync<IReadOnlyList<WebhookView>>(HttpMethod.Get, $"{Admin}/alerts/webhooks", null, null, cancellation);

    /// <summary>Adds one; the answer holds its key, once.</summary>
    public static Task<OAuthAnswer<WebhookView>> AddWebhookAsync(this OAuthClient oauth, string address, Actor admin, CancellationToken cancellation) =>
        oauth.SendAsync<WebhookView>(HttpMethod.Post, $"{Admin}/alerts/webhooks", new WebhookDraft(address), admin, cancellation);

    /// <summary>Removes one.</summary>
    public static Task<OAuthAnswer<bool>> RemoveWebhookAsync(this OAuthClient oauth, Guid id, Actor admin, CancellationToken cancellation) =>
        oauth.SendAsync<bool>(HttpMethod.Delete, $"{Admin}/alerts/webhooks/{id}", null, admin, cancellation);

    /// <summary>Who was told what.</summary>
    public static Task<OAuthAnswer<IReadOnlyList<AlertDeliveryView>>> AlertDeliveriesAsync(this OAuthClient oauth, CancellationToken cancellation) =>
        oauth.SendAsync<IReadOnlyList<AlertDeliveryView>>(HttpMethod.Get, $"{Admin}/alerts/deliveries", null, null, cancellation);

    /// <summary>Tells everybody a test.</summary>
    public static Task<OAuthAnswer<bool>> TestAlertsAsync(this OAuthClient oauth, Actor admin, CancellationToken cancellation) =>
        oauth.SendAsync<bool>(HttpMethod.Post, $"{Admin}/alerts/test", null, admin, cancellation);

    /// <summary>Says who the admins are.</summary>
    public static Task<OAuthAnswer<bool>> NoteAdminsAsync(this OAuthClient oauth, IReadOnlyList<string> addresses, CancellationToken cancellation) =>
        oauth.SendAsync<bool>(HttpMethod.Put, "/internal/alert-admins", addresses, null, cancellation);
}
