using System.Globalization;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Alerts;
using HelpdeskMail.Helpdesk.Health;
using HelpdeskMail.Helpdesk.Pages;
using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.Helpdesk.SystemEmails;

namespace HelpdeskMail.Helpdesk.Alerts;

/// <summary>The forms of the page Alerts. Everything is kept by the OAuth service.</summary>
internal static class AlertForms
{
    private const string Page = "/alerts";
    private const int LongestTyped = 1000;

    public static void MapAlertForms(this WebApplication app)
    {
        var forms = app.MapGroup(Page).RequireAuthorization(Access.Admin).ExcludeFromDescription();
        forms.MapPost("", SaveAsync);
        forms.MapPost("/test", TestAsync);
        forms.MapPost("/webhooks", AddWebhookAsync);
        forms.MapPost("/webhooks/{id:guid}/remove", RemoveWebhookAsync);
    }

    private static async Task<IResult> SaveAsync(IFormCollection form, OAuthClient oauth, FlashCookie flash, HttpContext context, CancellationToken cancellation)
    {
        var answer = await oauth.SaveAlertSettingsAsync(Read(form), context.User.Actor(), cancellation);
        return flash.Redirect(context, Page, answer.Refusal is null ? new Flash(true, Translated.Of("Saved."), Translated.Of("Send a test to see that it arrives.")) : Refused(Translated.Of("It was not saved."), answer.Refusal, form));
    }

    private static async Task<IResult> TestAsync(IFormCollection form, OAuthClient oauth, FlashCookie flash, HttpContext context, CancellationToken cancellation)
    {
        var answer = await oauth.TestAlertsAsync(context.User.Actor(), cancellation);
        return flash.Redirect(context, Page, answer.Refusal is null
            ? new Flash(true, Translated.Of("A test is on its way to everybody."), Translated.Of("Within half a minute the list below says what became of it; load the page again."))
            : Refused(Translated.Of("No test was sent."), answer.Refusal, null));
    }

    private static async Task<IResult> AddWebhookAsync(IFormCollection form, OAuthClient oauth, FlashCookie flash, HttpContext context, CancellationToken cancellation)
    {
        var answer = await oauth.AddWebhookAsync(form["address"].ToString().Trim(), context.User.Actor(), cancellation);
        return flash.Redirect(context, Page, answer.Value is { } added
            ? new Flash(true, Translated.Of("The webhook is added. Here is the key of its signatures."), Translated.Of("Copy it now: it is not shown again."), added.Secret)
            : Refused(Translated.Of("The webhook was not added."), answer.Refusal, form));
    }

    private static async Task<IResult> RemoveWebhookAsync(Guid id, IFormCollection form, OAuthClient oauth, FlashCookie flash, HttpContext context, CancellationToken cancellation)
    {
        var answer = await oauth.RemoveWebhookAsync(id, context.User.Actor(), cancellation);
        return flash.Redirect(context, Page, answer.Refusal is null ? new Flash(true, Translated.Of("The webhook is removed.")) : Refused(Translated.Of("It was not removed."), answer.Refusal, null));
    }

    private static AlertSettings Read(IFormCollection form)
    {
        var host = form["lastResort.host"].ToString().Trim();
        var user = form["lastResort.userName"].ToString().Trim();
        var password = form["lastResort.password"].ToString();
        var recipients = form["recipients"].ToString().Split(['\r', '\n', ',', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return new AlertSettings(form["toAdmins"] == "true", recipients, host.Length == 0 ? null : new LastResortServer(
            host,
            int.TryParse(form["lastResort.port"], NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : 0,
            Enum.TryParse<ConnectionSecurity>(form["lastResort.security"], out var security) && Enum.IsDefined(security) ? security : ConnectionSecurity.StartTls,
            user.Length == 0 ? null : user,
            password.Length == 0 ? null : password,
            form["lastResort.from"].ToString().Trim()));
    }

    /// <summary>What was typed comes back for correcting, all but the password.</summary>
    private static Flash Refused(string title, OAuthRefusal? refusal, IFormCollection? form)
    {
        var typed = form?.Where(field => !field.Key.StartsWith("__", StringComparison.Ordinal) && field.Key != "lastResort.password")
            .ToDictionary(field => field.Key, field => field.Value.ToString() is { Length: <= LongestTyped } value ? value : "", StringComparer.Ordinal);
        return new Flash(false, title, refusal?.Told, Fields: typed, Errors: refusal?.Errors is { Count: > 0 } errors ? errors : null);
    }
}
