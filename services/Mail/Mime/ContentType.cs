using HelpdeskMail.Mail.Mime.Fields;

namespace HelpdeskMail.Mail.Mime;

/// <summary>What a body is (RFC 2045 section 5). Type and subtype are lower case.</summary>
/// <param name="Type">First half: text, image, multipart, …</param>
/// <param name="Subtype">Second half: plain, html, png, …</param>
/// <param name="Parameters">The parameters, decoded.</param>
public sealed record ContentType(string Type, string Subtype, ParameterList Parameters)
{
    /// <summary>text/plain without parameters, the type of what names none.</summary>
    public static ContentType PlainText { get; } = new("text", "plain", ParameterList.None);

    /// <summary>message/rfc822, the type of what names none within multipart/digest.</summary>
    public static ContentType Message { get; } = new("message", "rfc822", ParameterList.None);

    /// <summary>application/octet-stream, for a type that cannot be understood.</summary>
    public static ContentType Unknown { get; } = new("application", "octet-stream", ParameterList.None);

    /// <summary>Whether the field made no sense, so that this is <see cref="Unknown"/> for want of anything better.</summary>
    internal bool IsUnreadable { get; init; }

    /// <summary>«type/subtype», lower case.</summary>
    public string MediaType => $"{Type}/{Subtype}";

    /// <summary>The charset parameter as written, or null.</summary>
    public string? Charset => Parameters["charset"];

    /// <summary>Whether this is a multipart.</summary>
    public bool IsMultipart => Type == "multipart";

    /// <summary>Whether this is text of any kind.</summary>
    public bool IsText => Type == "text";

    /// <summary>Whether type and subtype are these (lower case).</summary>
    public bool Is(string type, string subtype) => Type == type && Subtype == subtype;

    /// <summary>
    /// Reads the value of a Content-Type field. A type alone gets the subtype it usually has; what cannot be understood is
    /// application/octet-stream, so that nothing is shown as text by accident.
    /// </summary>
    public static ContentType Parse(string value, MimeLimits? limits = null) => Parse(value, limits ?? MimeLimits.Default, out _);

    internal static ContentType Parse(string value, MimeLimits limits, out bool irregular)
    {
        var scanner = new ParameterScanner(value);
        var mediaType = scanner.ReadValue();
        var parameters = ReadParameters(ref scanner, limits, out irregular);
        var slash = mediaType.IndexOf('/', StringComparison.Ordinal);
        var type = (slash < 0 ? mediaType : mediaType[..slash]).Trim().ToLowerInvariant();
        var subtype = slash < 0 ? "" : FirstWord(mediaType[(slash + 1)..]).ToLowerInvariant();
        irregular |= slash < 0;
        (type, subtype) = type is "html" or "plain" && slash < 0 ? ("text", type) : (type, subtype);
        if (subtype.Length == 0)
        {
            irregular = true;
            subtype = type switch
            {
                "text" => "plain",
                "multipart" => "mixed",
                "message" => "rfc822",
                _ => "",
            };
        }

        return type.Length == 0 || subtype.Length == 0 || type.Contains(' ', StringComparison.Ordinal)
            ? Unknown with { Parameters = parameters, IsUnreadable = true }
            : new(type, subtype, parameters);
    }

    internal static ParameterList ReadParameters(ref ParameterScanner scanner, MimeLimits limits, out bool irregular)
    {
        List<RawParameter>? raw = null;
        while ((raw?.Count ?? 0) < limits.Parameters && scanner.TryRead(out var parameter))
        {
            (raw ??= []).Add(parameter);
        }

        irregular = scanner.Irregular || raw?.Count >= limits.Parameters;
        return raw is null ? ParameterList.None : ParameterAssembly.Assemble(raw);
    }

    private static string FirstWord(string text)
    {
        text = text.Trim();
        var end = text.AsSpan().IndexOfAny(' ', '\t', ',');
        return end < 0 ? text : text[..end];
    }

    /// <summary>«type/subtype» alone; parameters are for the one who needs them.</summary>
    public override string ToString() => MediaType;
}
