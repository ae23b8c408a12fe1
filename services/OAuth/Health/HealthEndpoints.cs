using HelpdeskMail.Contracts.SystemEmails.Admin;

namespace HelpdeskMail.OAuth.Health;

internal static class HealthEndpoints
{
    public static void MapLinkHealth(this RouteGroupBuilder admin) => admin.MapGet("/system-emails/{id:guid}/health", History);

    private static Task<IReadOnlyList<HealthChange>> History(Guid id, HealthBook book, CancellationToken cancellation) => book.HistoryAsync(id, cancellation);
}
