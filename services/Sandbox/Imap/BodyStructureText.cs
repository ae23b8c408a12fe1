using System.Globalization;
using HelpdeskMail.Mail.Mime;

namespace HelpdeskMail.Sandbox.Imap;

/// <summary>BODY and BODYSTRUCTURE (RFC 9051 section 7.5.2).</summary>
public static class BodyStructureText
{
    /// <summary>The structure of a part and of all within it.</summary>
    /// <param name="part">The root of a message, or one of its parts.</param>
    /// <param name="extended">BODYSTRUCTURE, which adds disposition and the like; BODY has none of it.</param>
    public static string Write(MimePart part, bool extended)
    {
        if (part.Children.Count > 0)
        {
            var tail = extended ? $" {Parameters(part.ContentType.Parameters)} {Disposition(part)} {Language(part)} {Location(part)}" : "";
            return $"({string.Concat(part.Children.Select(inner => Write(inner, extended)))} {ImapText.NString(part.ContentType.Subtype)}{tail})";
        }

        // A multipart without parts cannot be written as one.
        var (type, subtype) = part.ContentType.IsMultipart ? ("text", "plain") : (part.ContentType.Type, part.ContentType.Subtype);
        var basic = string.Join(' ',
            ImapText.NString(type),
            ImapText.NString(subtype),
            Parameters(part.ContentType.Parameters),
            ImapText.NString(part.Headers.Get("Content-ID")),
            ImapText.NString(part.Headers.Get("Content-Description")),
            ImapText.NString(part.Headers.Get("Content-Transfer-Encoding")?.ToLowerInvariant() ?? "7bit"),
            part.RawBody.Length.ToString(CultureInfo.InvariantCulture));
        var middle = part.Message is { } attached ? $" {EnvelopeText.Write(attached)} {Write(attached.Root, extended)} {Lines(part)}"
            : type == "text" ? $" {Lines(part)}"
            : "";
        return $"({basic}{middle}{(extended ? $" {ImapText.NString(part.Headers.Get("Content-MD5"))} {Disposition(part)} {Language(part)} {Location(part)}" : "")})";
    }

    private static string Language(MimePart part)
    {
        var tags = (part.Headers.Get("Content-Language") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return tags switch { [] => "NIL", [var one] => ImapText.NString(one), _ => $"({string.Join(' ', tags.Select(ImapText.NString))})" };
    }

    private static string Location(MimePart part) => ImapText.NString(part.Headers.Get("Content-Location"));

    private static string Lines(MimePart part) => part.RawBody.Span.Count((byte)'\n').ToString(CultureInfo.InvariantCulture);

    private static string Parameters(Mail.Mime.Fields.ParameterList parameters) =>
        parameters.Count == 0 ? "NIL"
        : $"({string.Join(' ', parameters.Select(parameter => $"{ImapText.NString(parameter.Key)} {ImapText.NString(ImapText.EncodedWord(parameter.Value))}"))})";

    private static string Disposition(MimePart part) =>
        part.Disposition is { } disposition ? $"({ImapText.NString(disposition.Kind)} {Parameters(disposition.Parameters)})" : "NIL";
}
