using System.Text;

namespace HelpdeskMail.OAuth.Linking;

/// <summary>The two addresses that browsers visit. Anybody may; what they bring decides.</summary>
internal static class BrowserEndpoints
{
    public static void MapLinkingInBrowser(this IEndpointRouteBuilder app)
    {
        app.MapGet(PublicAddresses.StartPath, Start).RequireRateLimiting(VisitLimit.Policy);
        app.MapGet(PublicAddresses.CallbackPath, Callback).RequireRateLimiting(VisitLimit.Policy);
    }

    private static async Task<IResult> Start(Guid link, string key, HttpContext context, LinkJourney journey, PublicAddresses addresses, CancellationToken cancellation) =>
        Answer(await journey.OpenAsync(link, key, cancellation), context, addresses);

    private static async Task<IResult> Callback(HttpContext context, LinkCallback callback, PublicAddresses addresses, CancellationToken cancellation) =>
        Answer(await callback.HandleAsync(CallbackQuery.Of(context.Request.Query), name => context.Request.Cookies[name], cancellation), context, addresses);

    private static IResult Answer(BrowserAnswer answer, HttpContext context, PublicAddresses addresses)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        switch (answer)
        {
            case BrowserAnswer.SignIn signIn:
                context.Response.Cookies.Append(signIn.CookieName, signIn.CookieValue, new CookieOptions
                {
                    HttpOnly = true,
                    IsEssential = true,
                    MaxAge = LinkJourney.Patience,
                    Path = addresses.CookiePath,
                    SameSite = SameSiteMode.Lax,
                    Secure = addresses.IsHttps,
                });
                return TypedResults.Redirect(signIn.Page.AbsoluteUri);
            case BrowserAnswer.Return back:
                return TypedResults.Redirect(back.Address);
            case BrowserAnswer.Read page:
                context.Response.Headers.ContentSecurityPolicy = LinkPage.Policy;
                context.Response.Headers.XContentTypeOptions = "nosniff";
                return TypedResults.Text(LinkPage.Write(page), "text/html", Encoding.UTF8, page.Refused ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK);
            default:
                throw new InvalidOperationException("An answer of a new kind.");
        }
    }
}
