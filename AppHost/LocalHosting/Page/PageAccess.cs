using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HelpdeskMail.AppHost.LocalHosting.Page;

/// <summary>
/// Lets in whoever knows the token: a browser once by the link on the console and then by a cookie, a script by
/// <c>Authorization: Bearer TOKEN</c>. The page starts and stops processes and shows their environment, so it must not answer a web
/// site that the developer happens to visit.
/// </summary>
internal sealed class PageAccess(string token, int port)
{
    private const string Bearer = "Bearer ";
    private readonly string cookieName = $"apphost-{port}";
    private readonly byte[] expected = SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>Refuses foreign host names (DNS rebinding), foreign origins (cross-site requests) and whoever has not signed in.</summary>
    public async Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.Headers.ContentSecurityPolicy = "default-src 'self'; frame-ancestors 'none'; form-action 'self'; base-uri 'none'";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        context.Response.Headers.CacheControl = "no-store";
        if (context.Request.Host.Host is not ("localhost" or "127.0.0.1" or "[::1]"))
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "This page answers on localhost only.");
        }
        else if (!HttpMethods.IsGet(context.Request.Method) && !IsOwnOrigin(context.Request))
        {
            await RefuseAsync(context, StatusCodes.Status403Forbidden, "This request comes from another site.");
        }
        else if (context.Request.Path == "/login" || IsKnown(context.Request))
        {
            await next(context);
        }
        else
        {
            await RefuseAsync(context, StatusCodes.Status401Unauthorized, "Open the link that the AppHost wrote on its console when it started; it signs this browser in.");
        }
    }

    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/login", SignInAsync);

    private Task SignInAsync(HttpContext context)
    {
        if (!IsToken(context.Request.Query["t"]))
        {
            return RefuseAsync(context, StatusCodes.Status401Unauthorized, "This link is of an earlier run. Open the one that the AppHost wrote on its console when it started.");
        }

        context.Response.Cookies.Append(cookieName, token, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/" });
        context.Response.Redirect("/");
        return Task.CompletedTask;
    }

    private bool IsKnown(HttpRequest request)
    {
        var authorization = request.Headers.Authorization.ToString();
        return authorization.StartsWith(Bearer, StringComparison.Ordinal)
            ? IsToken(authorization[Bearer.Length..])
            : IsToken(request.Cookies[cookieName]);
    }

    // A browser says where a request that changes something comes from; a script says nothing.
    private static bool IsOwnOrigin(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0 || origin == $"http://{request.Host}";
    }

    private bool IsToken(string? candidate) =>
        candidate is not null && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(candidate)), expected);

    private static Task RefuseAsync(HttpContext context, int status, string reason)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(reason);
    }
}
