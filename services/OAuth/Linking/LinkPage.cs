using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;

namespace HelpdeskMail.OAuth.Linking;

/// <summary>A page for a person whose browser cannot be sent on. Every text on it is encoded; it runs no script, and loads nothing.</summary>
internal static class LinkPage
{
    private const string Style =
        "body{font:1rem/1.6 system-ui,sans-serif;margin:10vh auto;max-width:36rem;padding:0 1.5rem;color:#1c2230;background:#fff}"
        + "h1{font-size:1.4rem;line-height:1.3}a{color:#0b57d0}code{color:#5a6275}"
        + "@media(prefers-color-scheme:dark){body{color:#e6e9f0;background:#14171f}a{color:#8ab4f8}code{color:#9aa3b5}}";

    /// <summary>Content-Security-Policy that allows the page's own style and nothing else.</summary>
    public static string Policy { get; } =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static string Write(BrowserAnswer.Read page)
    {
        var encode = HtmlEncoder.Default;
        return $"""
            <!doctype html>
            <html lang="en">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{encode.Encode(page.Title)}</title><style>{Style}</style></head>
            <body><main>
            <h1>{encode.Encode(page.Title)}</h1>
            <p>{encode.Encode(page.Text)}</p>
            <p><a href="{encode.Encode(page.WayBack)}">To the system emails</a></p>
            <p><code>{encode.Encode(page.Code)}</code></p>
            </main></body></html>
            """;
    }
}
