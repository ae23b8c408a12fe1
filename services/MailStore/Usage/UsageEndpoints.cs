using HelpdeskMail.Contracts.Mail;
using HelpdeskMail.ServiceDefaults.ServiceCalls;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace HelpdeskMail.MailStore.Usage;

/// <summary>Size and growth, for the pages.</summary>
internal static class UsageEndpoints
{
    private const int MostDays = 400;

    public static void MapUsage(this WebApplication app) => app.MapGet("/usage", ReadAsync).RequireCaller("helpdesk");

    /// <summary>What was counted last; <c>recount=true</c> counts before it answers.</summary>
    private static async Task<Ok<StoreUsage>> ReadAsync(
        UsageTable usage, CancellationToken cancellation, [FromQuery] Guid? systemEmailId = null, [FromQuery] int days = 30, [FromQuery] bool recount = false)
    {
        if (recount)
        {
            await usage.CountAsync(cancellation);
        }

        return TypedResults.Ok(await usage.ReadAsync(systemEmailId, Math.Clamp(days, 1, MostDays), cancellation));
    }
}
