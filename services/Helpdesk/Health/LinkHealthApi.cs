using HelpdeskMail.Contracts.SystemEmails.Alerts;
using HelpdeskMail.Contracts.SystemEmails.Doctor;
using HelpdeskMail.Contracts.SystemEmails.Restriction;
using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.Helpdesk.SystemEmails;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HelpdeskMail.Helpdesk.Health;

/// <summary>How the parts of the program and the links to mailboxes stand, the doctor, and alerts, by the API.</summary>
internal static class LinkHealthApi
{
    public static void MapHealthApi(this RouteGroupBuilder api) =>
        api.MapGet("/health", async Task<Ok<IReadOnlyList<HealthPart>>> (HealthReading reading, HttpContext context, CancellationToken cancellation) => TypedResults.Ok(await reading.ReadAsync(context.User.Actor(), cancellation)))
            .WithTags("Health").ProducesProblem(StatusCodes.Status401Unauthorized).WithSummary("How each part of the program stands, in words.");

    public static void MapLinkHealthApi(this RouteGroupBuilder api)
    {
        var emails = api.MapGroup("/system-emails").WithTags("Health").ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden);
        emails.MapGet("/board", async (OAuthClient oauth, CancellationToken cancellation) => SystemEmailApi.Answer(await oauth.BoardAsync(cancellation)))
            .Produces<HealthBoard>().WithSummary("How all system emails stand, and the alerts that are open.");
        emails.MapGet("/{id:guid}/doctor", async (Guid id, OAuthClient oauth, CancellationToken cancellation) => SystemEmailApi.Answer(await oauth.LastExaminationAsync(id, cancellation)))
            .Produces<DoctorReport>().WithSummary("The last examination, step by step.");
        emails.MapPost("/{id:guid}/doctor", async (Guid id, OAuthClient oauth, HttpContext context, CancellationToken cancellation) => SystemEmailApi.Answer(await oauth.ExamineAsync(id, context.User.Actor(), cancellation)))
            .Produces<DoctorReport>().WithSummary("Examines now; takes two minutes at most, and changes nothing.");
        emails.MapGet("/{id:guid}/forecast", async (Guid id, OAuthClient oauth, CancellationToken cancellation) => SystemEmailApi.Answer(await oauth.ForecastAsync(id, cancellation)))
            .Produces<IReadOnlyList<LinkEnd>>().WithSummary("What of the link ends, and when.");
        emails.MapGet("/{id:guid}/restriction", async (Guid id, OAuthClient oauth, CancellationToken cancellation) => SystemEmailApi.Answer(await oauth.LastRestrictionAsync(id, cancellation)))
            .Produces<RestrictionReport>().WithSummary("Which mailboxes the application was found to reach.");
        emails.MapPost("/{id:guid}/restriction", async (Guid id, RestrictionRequest request, OAuthClient oauth, HttpContext context, CancellationToken cancellation) =>
                SystemEmailApi.Answer(await oauth.CheckRestrictionAsync(id, request.Forbidden, context.User.Actor(), cancellation)))
            .Produces<RestrictionReport>().WithSummary("Tries whether the application reaches a mailbox that it must not.");

        var alerts = api.MapGroup("/alerts").WithTags("Alerts").ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden);
        alerts.MapGet("/settings", async (OAuthClient oauth, CancellationToken cancellation) => SystemEmailApi.Answer(await oauth.AlertSettingsAsync(cancellation)))
            .Produces<AlertSettings>().WithSummary("Whom alerts go to.");
        alerts.MapPut("/settings", async (AlertSettings settings, OAuthClient oauth, HttpContext context, CancellationToken cancellation) =>
                SystemEmailApi.Answer(await oauth.SaveAlertSettingsAsync(settings, context.User.Actor(), cancellation)))
            .Produces<AlertSettings>().WithSummary("Changes whom alerts go to, and the server of last resort.");
        alerts.MapGet("/webhooks", async (OAuthClient oauth, CancellationToken cancellation) => SystemEmailApi.Answer(await oauth.WebhooksAsync(cancellation)))
            .Produces<IReadOnlyList<WebhookView>>().WithSummary("Addresses that alerts are posted to.");
        alerts.MapPost("/webhooks", async (WebhookDraft draft, OAuthClient oauth, HttpContext context, CancellationToken cancellation) =>
                SystemEmailApi.Answer(await oauth.AddWebhookAsync(draft.Address, context.User.Actor(), cancellation), StatusCodes.Status201Created))
            .Produces<WebhookView>(StatusCodes.Status201Created).WithSummary("Adds such an address; the answer holds the key of its signatures, this once.");
        alerts.MapDelete("/webhooks/{id:guid}", async (Guid id, OAuthClient oauth, HttpContext context, CancellationToken cancellation) =>
                SystemEmailApi.Answer(await oauth.RemoveWebhookAsync(id, context.User.Actor(), cancellation), StatusCodes.Status204NoContent))
            .Produces(StatusCodes.Status204NoContent).WithSummary("Removes such an address.");
        alerts.MapGet("/deliveries", async (OAuthClient oauth, CancellationToken cancellation) => SystemEmailApi.Answer(await oauth.AlertDeliveriesAsync(cancellation)))
            .Produces<IReadOnlyList<AlertDeliveryView>>().WithSummary("Who was told what, and what became of it.");
        alerts.MapPost("/test", async (OAuthClient oauth, HttpContext context, CancellationToken cancellation) =>
                SystemEmailApi.Answer(await oauth.TestAlertsAsync(context.User.Actor(), cancellation), StatusCodes.Status204NoContent))
            .Produces(StatusCodes.Status204NoContent).WithSummary("Tells everybody a test.");
    }
}
