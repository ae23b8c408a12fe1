using HelpdeskMail.Contracts.SystemEmails.Alerts;
using HelpdeskMail.OAuth.Audit;
using HelpdeskMail.OAuth.Linking;
using HelpdeskMail.OAuth.Providers;
using HelpdeskMail.OAuth.SystemEmails;
using HelpdeskMail.OAuth.Webhooks;
using HelpdeskMail.ServiceDefaults.Problems;
using HelpdeskMail.ServiceDefaults.ServiceCalls;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace HelpdeskMail.OAuth.Alerts;

/// <summary>What admins set for the alerts, and what was told.</summary>
internal static class AlertEndpoints
{
    private const int MostWebhooks = 20;
    private const int LongestAddress = 2000;

    public static void MapAlerts(this RouteGroupBuilder admin)
    {
        var alerts = admin.MapGroup("/alerts");
        alerts.MapGet("", (AlertTable table, CancellationToken cancellation) => table.ListAsync(cancellation));
        alerts.MapGet("/settings", (AlertBook book, CancellationToken cancellation) => book.ReadAsync(cancellation));
        alerts.MapPut("/settings", Save);
        alerts.MapGet("/deliveries", (AlertTable table, CancellationToken cancellation) => table.DeliveriesAsync(cancellation));
        alerts.MapPost("/test", Test);
        alerts.MapGet("/webhooks", (WebhookTable table, CancellationToken cancellation) => table.ListAsync(cancellation));
        alerts.MapPost("/webhooks", AddWebhook);
        alerts.MapDelete("/webhooks/{id:guid}", RemoveWebhook);
    }

    /// <summary>For the helpdesk itself, whoever is at it.</summary>
    public static void MapAdminAddresses(this WebApplication app) => app.MapPut("/internal/alert-admins", NoteAdmins).RequireCaller("helpdesk");

    private static async Task<Results<Ok<AlertSettings>, ProblemHttpResult>> Save(AlertSettings settings, ActingAdmin admin, AlertBook book, AuditTrail audit, CancellationToken cancellation)
    {
        if (AlertSettingsCheck.Check(settings) is { Count: > 0 } problems)
        {
            return ChangeProblems.Of(new ChangeResult.Invalid(problems));
        }

        await book.SaveAsync(settings, cancellation);
        await audit.WriteAsync(null, admin, "alerts_set", $"{settings.Recipients.Count} addresses, admins {(settings.ToAdmins ? "too" : "not")}, last resort {settings.LastResort?.ToString() ?? "none"}", cancellation);
        return TypedResults.Ok(await book.ReadAsync(cancellation));
    }

    /// <summary>The helpdesk says who its admins are.</summary>
    private static async Task<NoContent> NoteAdmins(IReadOnlyList<string> addresses, AlertBook book, CancellationToken cancellation)
    {
        await book.NoteAdminsAsync(addresses, cancellation);
        return TypedResults.NoContent();
    }

    private static async Task<Accepted> Test(ActingAdmin admin, NpgsqlDataSource database, PublicAddresses addresses, AuditTrail audit, TimeProvider time, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var now = time.GetUtcNow();
        await AlertTable.TellAsync(connection, null, "test", Notice.Test(admin.Name, now, addresses.AlertsPage), await AlertBook.ReceiversAsync(connection, cancellation), now, cancellation);
        await audit.WriteAsync(connection, null, admin, "alerts_tested", "");
        await transaction.CommitAsync(cancellation);
        return TypedResults.Accepted((string?)null);
    }

    private static async Task<Results<Created<WebhookView>, ProblemHttpResult>> AddWebhook(WebhookDraft draft, ActingAdmin admin, WebhookTable table, OutboundGuard guard, AuditTrail audit, CancellationToken cancellation)
    {
        var problem = draft.Address is not { Length: > 0 and <= LongestAddress } || !WebAddress.TryRead(draft.Address.Trim(), out var address) || address.Scheme is not ("https" or "http")
            ? "Fill in an address that begins with https://."
            : guard.Problem(address);
        if (problem is not null)
        {
            return ChangeProblems.Of(new ChangeResult.Invalid(new Dictionary<string, string[]>(StringComparer.Ordinal) { ["address"] = [problem] }));
        }

        if ((await table.ListAsync(cancellation)).Count >= MostWebhooks)
        {
            return ServiceProblems.Problem(StatusCodes.Status409Conflict, "too_many_webhooks", $"There are {MostWebhooks} webhooks already.", "Remove one first.");
        }

        var added = await table.AddAsync(draft.Address.Trim(), cancellation);
        await audit.WriteAsync(null, admin, "webhook_added", added.Address, cancellation);
        return TypedResults.Created($"/internal/admin/alerts/webhooks/{added.Id}", added);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveWebhook(Guid id, ActingAdmin admin, WebhookTable table, AuditTrail audit, CancellationToken cancellation)
    {
        if (await table.RemoveAsync(id, cancellation) is not { } address)
        {
            return ServiceProblems.Problem(StatusCodes.Status404NotFound, "webhook_unknown", "There is no such webhook.", "It may have been removed; load the page again.");
        }

        await audit.WriteAsync(null, admin, "webhook_removed", address, cancellation);
        return TypedResults.NoContent();
    }
}
