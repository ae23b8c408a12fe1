namespace HelpdeskMail.Sandbox.Smtp;

/// <summary>Reads <c>FROM:&lt;path&gt; parameters</c> and <c>TO:&lt;path&gt; parameters</c> (RFC 5321 section 4.1.2).</summary>
public static class SmtpPath
{
    /// <summary>Address (empty for &lt;&gt;) and parameters by upper-case name; null where it is not well formed.</summary>
    public static (string Address, IReadOnlyDictionary<string, string> Parameters)? Read(string text, string keyword)
    {
        if (!text.StartsWith(keyword, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var rest = text[keyword.Length..].TrimStart();
        var close = rest.IndexOf('>', StringComparison.Ordinal);
        if (!rest.StartsWith('<') || close < 0)
        {
            return null;
        }

        var address = rest[1..close];
        if (address.Length > 0 && (address.IndexOf('@', StringComparison.Ordinal) < 1 || address.EndsWith('@') || address.Any(char.IsWhiteSpace)))
        {
            return null;
        }

        var parameters = rest[(close + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(parameter => parameter.Split('=', 2))
            .GroupBy(pair => pair[0].ToUpperInvariant(), StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Last() is [_, var value] ? value : "", StringComparer.Ordinal);
        return (address, parameters);
    }
}
