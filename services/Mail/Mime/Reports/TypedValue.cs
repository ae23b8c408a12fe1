namespace HelpdeskMail.Mail.Mime.Reports;

/// <summary>Values of reports that say their type first: «rfc822; ann@example.com» (RFC 3464 section 2.1.2).</summary>
internal static class TypedValue
{
    public static string? Of(string? value)
    {
        if (value is null)
        {
            return null;
        }

        var semicolon = value.IndexOf(';', StringComparison.Ordinal);
        var type = semicolon < 0 ? default : value.AsSpan(0, semicolon).Trim();
        var bare = semicolon > 0 && !type.ContainsAny(' ', '@') ? value[(semicolon + 1)..].Trim() : value.Trim();
        return bare.Length == 0 ? null : bare;
    }
}
