using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;

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
        var cookie = Write(flash);
        while (cookie.Length > Longest && flash.Fields is { Count: > 0 } fields)
        {
            // The longest first: a mail of many words leaves its addresses and its subject to the form.
            var longest = fields.MaxBy(field => field.Value.Length).Key;
            flash = flash with { Fields = fields.Where(field => field.Key != longest).ToDictionary(StringComparer.Ordinal) };
            cookie = Write(flash);
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
            return Read(cookie);
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException or InvalidDataException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Forms have many fields whose names repeat; pressed together they fit into a cookie.</summary>
    private string Write(Flash flash)
    {
        using var pressed = new MemoryStream();
        using (var press = new DeflateStream(pressed, CompressionLevel.SmallestSize))
        {
            JsonSerializer.Serialize(press, flash);
        }

        return WebEncoders.Base64UrlEncode(protector.Protect(pressed.ToArray(), TimeSpan.FromMinutes(1)));
    }

    private Flash? Read(string cookie)
    {
        using var pressed = new MemoryStream(protector.Unprotect(WebEncoders.Base64UrlDecode(cookie)));
        using var press = new DeflateStream(pressed, CompressionMode.Decompress);
        return JsonSerializer.Deserialize<Flash>(press);
    }

    private static CookieOptions Options(HttpContext context, TimeSpan age) =>
        new() { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps, MaxAge = age, Path = "/", IsEssential = true };
}
