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
        if (!rest.StartsWith('<'))
        {
            return null;
        }

        // Between quotes everything may stand, also what ends a path elsewhere.
        var quoted = QuotedLength(rest.AsSpan(1));
        var close = rest.IndexOf('>', 1 + quoted);
        if (close < 0)
        {
            return null;
        }

        var address = rest[1..close];
        var unquoted = address.AsSpan(quoted);
        if (address.Length > 0 && (unquoted.IndexOf('@') < (quoted > 0 ? 0 : 1) || unquoted.EndsWith("@") || unquoted.IndexOfAny(' ', '\t') >= 0 || (quoted > 0 && unquoted[0] != '@')))
        {
            return null;
        }

        var parameters = rest[(close + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(parameter => parameter.Split('=', 2))
            .GroupBy(pair => pair[0].ToUpperInvariant(), StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Last() is [_, var value] ? value : "", StringComparer.Ordinal);
        return (address, parameters);
    }

    /// <summary>Length of the quoted string at the beginning, quotes included; 0 where there is none or it does not end.</summary>
    private static int QuotedLength(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text[0] != '"')
        {
            return 0;
        }

        for (var at = 1; at < text.Length; at++)
        {
            if (text[at] == '\\')
            {
                at++;
            }
            else if (text[at] == '"')
            {
                return at + 1;
            }
        }

        return 0;
    }
}
