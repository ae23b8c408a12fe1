using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace HelpdeskMail.Helpdesk.Pages;

/// <summary>Carries a <see cref="Flash"/> over the redirect after a form: sealed, in a cookie of one minute, taken off by the page that shows it.</summary>
public sealed class FlashCookie(IDataProtectionProvider protection)
{
    private const string Name = "helpdesk-flash";
    private const int Longest = 3500;
    private readonly ITimeLimitedDataProtector protector = protection.CreateProtector("HelpdeskMail flash").ToTimeLimitedDataProtector();

    /// <summary>Redirects with something to say.</summary>
    /// <param name="context">The request of the form.</param>
    /// <param name="path">Where to go, beginning with one slash.</param>
    /// <param name="flash">What to say.</param>
    public IResult Redirect(HttpContext context, string path, Flash flash)
    {
        var cookie = protector.Protect(JsonSerializer.Serialize(flash), TimeSpan.FromMinutes(1));
        if (cookie.Length > Longest)
        {
            cookie = protector.Protect(JsonSerializer.Serialize(flash with { Fields = null }), TimeSpan.FromMinutes(1));
        }

        context.Response.Cookies.Append(Name, cookie, Options(context, TimeSpan.FromMinutes(1)));
        return Results.LocalRedirect(path);
    }

    /// <summary>What is to be said on this page; said once.</summary>
    public Flash? Take(HttpContext context)
    {
        if (context.Request.Cookies[Name] is not { Length: > 0 } cookie || context.Request.Headers["X-Fragment"].Count > 0 || context.Response.HasStarted)
        {
            return null;
        }

        context.Response.Cookies.Delete(Name, Options(context, TimeSpan.Zero));
        try
        {
            return JsonSerializer.Deserialize<Flash>(protector.Unprotect(cookie));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static CookieOptions Options(HttpContext context, TimeSpan age) =>
        new() { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps, MaxAge = age, Path = "/", IsEssential = true };
}
