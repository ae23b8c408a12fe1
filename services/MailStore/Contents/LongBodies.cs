using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace HelpdeskMail.MailStore.Contents;

/// <summary>Endpoints that stream large bodies: the server's own limits on size and pace go, the store's limit on size stays.</summary>
internal static class LongBodies
{
    /// <summary>
    /// Lifts the server's 30 MB and its least rate of 240 bytes a second: a message passes at the pace of the mail server it comes from, which may stand
    /// still for a while.
    /// </summary>
    public static RouteHandlerBuilder TakesLongBodies(this RouteHandlerBuilder endpoint) =>
        endpoint.WithMetadata(new DisableRequestSizeLimitAttribute()).AddEndpointFilter((context, next) =>
        {
            if (context.HttpContext.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            {
                rate.MinDataRate = null;
            }

            return next(context);
        });
}
