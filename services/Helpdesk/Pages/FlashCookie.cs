using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;

namespace HelpdeskMail.Helpdesk.Pages;

/// <summary>Carries a <see cref="Flash"/> over the redirect after a form: sealed, in a cookie of one minute, taken off by the page that shows it. What is too long for that is kept in the database, and the cookie names it.</summary>
public sealed class FlashCookie(IDataProtectionProvider protection, LongFlashes longer)
{
    private const string Name = "helpdesk-flash";

    /// <summary>Before the id of one that is kept in the database; no sealed one begins so.</summary>
    private const string KeptPrefix = "kept.";

    private const int Longest = 2600;
    private const int LongestKept = 2_000_000;
    private readonly ITimeLimitedDataProtector protector = protection.CreateProtector("HelpdeskMail flash").ToTimeLimitedDataProtector();

    /// <summary>Redirects with something to say.</summary>
    /// <param name="context">The request of the form.</param>
    /// <param name="path">Where to go, beginning with one slash.</param>
    /// <param name="flash">What to say.</param>
    public IResult Redirect(HttpContext context, string path, Flash flash)
    {
        var content = Seal(flash);
        while (content.Length > LongestKept && flash.Fields is { Count: > 0 } fields)
        {
            // The longest first: a mail of many words leaves its addresses and its subject to the form.
            var longest = fields.MaxBy(field => field.Value.Length).Key;
            flash = flash with { Fields = fields.Where(field => field.Key != longest).ToDictionary(StringComparer.Ordinal) };
            content = Seal(flash);
        }

        return new Answer(this, path, content);
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
            var content = cookie.StartsWith(KeptPrefix, StringComparison.Ordinal) ? longer.Take(cookie[KeptPrefix.Length..]) : WebEncoders.Base64UrlDecode(cookie);
            return content is null ? null : Open(content);
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException or InvalidDataException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Forms have many fields whose names repeat; pressed together most fit into a cookie.</summary>
    private byte[] Seal(Flash flash)
    {
        using var pressed = new MemoryStream();
        using (var press = new DeflateStream(pressed, CompressionLevel.SmallestSize))
        {
            JsonSerializer.Serialize(press, flash);
        }

        return protector.Protect(pressed.ToArray(), TimeSpan.FromMinutes(1));
    }

    private Flash? Open(byte[] content)
    {
        using var pressed = new MemoryStream(protector.Unprotect(content));
        using var press = new DeflateStream(pressed, CompressionMode.Decompress);
        return JsonSerializer.Deserialize<Flash>(press);
    }

    private async Task WriteAsync(HttpContext context, byte[] content)
    {
        var cookie = content.Length <= Longest ? WebEncoders.Base64UrlEncode(content) : KeptPrefix + await longer.KeepAsync(content, context.RequestAborted);
        context.Response.Cookies.Append(Name, cookie, Options(context, TimeSpan.FromMinutes(1)));
    }

    private static CookieOptions Options(HttpContext context, TimeSpan age) =>
        new() { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps, MaxAge = age, Path = "/", IsEssential = true };

    private sealed class Answer(FlashCookie cookie, string path, byte[] content) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            await cookie.WriteAsync(httpContext, content);
            await Results.LocalRedirect(path).ExecuteAsync(httpContext);
        }
    }
}
