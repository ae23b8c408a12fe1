using HelpdeskMail.Mail.Mime.Fields;

namespace HelpdeskMail.Mail.Mime;

/// <summary>How a part wants to be shown (RFC 2183).</summary>
/// <param name="Kind">inline, attachment, form-data, …; lower case, may be empty.</param>
/// <param name="Parameters">The parameters, decoded.</param>
public sealed record ContentDisposition(string Kind, ParameterList Parameters)
{
    /// <summary>Whether the part is an attachment; every kind but inline counts as one (RFC 2183 section 2.8), and a reaction is shown as well (RFC 9078).</summary>
    public bool IsAttachment => Kind is not ("" or "inline" or "reaction");

    /// <summary>Whether the part says it is inline.</summary>
    public bool IsInline => Kind == "inline";

    /// <summary>Reads the value of a Content-Disposition field; never fails.</summary>
    public static ContentDisposition Parse(string value, MimeLimits? limits = null) => Parse(value, limits ?? MimeLimits.Default, out _);

    internal static ContentDisposition Parse(string value, MimeLimits limits, out bool irregular)
    {
        var scanner = new ParameterScanner(value);
        var start = value.AsSpan().TrimStart();
        var equals = start.IndexOf('=');
        var semicolon = start.IndexOf(';');
        // «filename=x.pdf» without a kind in front.
        var kind = equals >= 0 && (semicolon < 0 || equals < semicolon) && !start[..equals].Contains(' ') ? "" : scanner.ReadValue();
        var word = kind.AsSpan().IndexOfAny(' ', '\t');
        var parameters = ContentType.ReadParameters(ref scanner, limits, out irregular);
        return new((word < 0 ? kind : kind[..word]).ToLowerInvariant(), parameters);
    }
}
