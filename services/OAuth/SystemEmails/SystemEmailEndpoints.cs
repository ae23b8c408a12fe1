using HelpdeskMail.ServiceDefaults.ServiceCalls;
using HelpdeskMail.Contracts.SystemEmails;

namespace HelpdeskMail.OAuth.SystemEmails;

internal static class SystemEmailEndpoints
{
    public static void MapSystemEmails(this IEndpointRouteBuilder app) =>
        app.MapGet("/internal/system-emails", List).RequireCaller("fetch", "reply", "helpdesk");

    private static async Task<IEnumerable<SystemEmailSettings>> List(SystemEmailTable table, CancellationToken cancellation) =>
        (await table.ListAsync(removedToo: true, cancellation)).Select(email => email.ToSettings());
}
