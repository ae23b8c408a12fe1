using HelpdeskMail.Contracts.SystemEmails.Admin;

namespace HelpdeskMail.OAuth.Audit;

internal static class AuditEndpoints
{
    public static void MapAudit(this RouteGroupBuilder admin) => admin.MapGet("/system-emails/{id:guid}/audit", List);

    private static Task<IReadOnlyList<AuditEntry>> List(Guid id, AuditTrail trail, CancellationToken cancellation) => trail.ListAsync(id, cancellation);
}
