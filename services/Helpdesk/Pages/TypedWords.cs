using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Antiforgery;

namespace HelpdeskMail.Helpdesk.Pages;

/// <summary>What somebody has typed into a form that could not be taken, shown again to be copied: without a script nothing else has kept it.</summary>
internal static class TypedWords
{
    /// <summary>Shorter values are chosen or typed again in a moment.</summary>
    private const int Shortest = 12;

    private const int Most = 8;

    private const long LargestForm = 4 * 1024 * 1024;

    /// <summary>Names of fields that hold a secret, or what the page has put there itself, in part.</summary>
    private static readonly string[] Untyped = ["password", "present", "next", "secret", "token", "key", "code", "certificate", "thumbprint", "replyid", "known", "before", "batch", "returnto"];

    /// <summary>As text fields of a page; empty when nothing was typed, and for a form of another site, which must not put its words on our pages.</summary>
    public static async Task<string> ReadAsync(HttpRequest request)
    {
        if (!HttpMethods.IsPost(request.Method) || !IsOwn(request) || request.ContentLength is null or > LargestForm)
        {
            return "";
        }

        // A form whose token has ended must not be read, since it must not be acted on. It is not: it is shown to whoever has sent it.
        request.HttpContext.Features.Set<IAntiforgeryValidationFeature>(null);
        if (!request.HasFormContentType)
        {
            return "";
        }

        try
        {
            var form = await request.ReadFormAsync(request.HttpContext.RequestAborted);
            var shown = new StringBuilder();
            foreach (var field in form.Where(field => !Untyped.Any(name => field.Key.Contains(name, StringComparison.OrdinalIgnoreCase)) && field.Value.ToString().Trim().Length >= Shortest && !Guid.TryParse(field.Value, out _)).Take(Most))
            {
                var name = HtmlEncoder.Default.Encode(field.Key);
                shown.Append("<p><label>").Append(name).Append("<br><textarea readonly rows=\"6\">").Append('\n').Append(HtmlEncoder.Default.Encode(field.Value.ToString())).Append("</textarea></label></p>");
            }

            return shown.ToString();
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or BadHttpRequestException)
        {
            return "";
        }
    }

    private static bool IsOwn(HttpRequest request) =>
        Uri.TryCreate(request.Headers.Origin, UriKind.Absolute, out var origin) && string.Equals(origin.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);
}
