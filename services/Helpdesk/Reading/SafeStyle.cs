using System.Text;

namespace HelpdeskMail.Helpdesk.Reading;

/// <summary>Declarations of a style attribute, as those of them that are allowed. What is not understood is left out, never passed on.</summary>
internal static class SafeStyle
{
    private const int Longest = 8000;
    private const int LongestValue = 300;

    /// <summary>The allowed declarations, in their order.</summary>
    /// <param name="style">Value of a style attribute.</param>
    public static List<(string Property, string Value)> Read(string style)
    {
        var kept = new List<(string Property, string Value)>();
        if (style.Length > Longest)
        {
            return kept;
        }

        foreach (var declaration in Declarations(WithoutComments(style)))
        {
            var colon = declaration.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0)
            {
                continue;
            }

            var property = declaration[..colon].Trim().ToLowerInvariant();
            var value = declaration[(colon + 1)..].Trim();
            if (value.EndsWith("!important", StringComparison.OrdinalIgnoreCase))
            {
                value = value[..^"!important".Length].TrimEnd();
            }

            if (property is "background" or "background-image" && SafeColour.OfShorthand(value) is { } ground)
            {
                (property, value) = ("background-color", ground);
            }

            if (AllowedHtml.Properties.Contains(property) && IsSafe(property, value))
            {
                kept.Add((property, value));
            }
        }

        return kept;
    }

    /// <summary>Splits at semicolons outside quotes and parentheses.</summary>
    private static IEnumerable<string> Declarations(string style)
    {
        var start = 0;
        var depth = 0;
        var quote = '\0';
        for (var i = 0; i < style.Length; i++)
        {
            var c = style[i];
            if (quote != '\0')
            {
                quote = c == quote ? '\0' : quote;
            }
            else if (c is '"' or '\'')
            {
                quote = c;
            }
            else if (c is '(' or ')')
            {
                depth = Math.Max(0, depth + (c == '(' ? 1 : -1));
            }
            else if (c == ';' && depth == 0)
            {
                yield return style[start..i];
                start = i + 1;
            }
        }

        // What an open quote or parenthesis swallows up to the end is no declaration.
        if (quote == '\0' && depth == 0)
        {
            yield return style[start..];
        }
    }

    private static bool IsSafe(string property, string value)
    {
        if (value.Length is 0 or > LongestValue)
        {
            return false;
        }

        // No escapes (which hide names), no at-rules, no markup, no end of the declaration; letters beyond ASCII only occur in font names.
        foreach (var c in value)
        {
            if (c is '\\' or '<' or '>' or '{' or '}' or '@' or ';' or '&' or '`' or ':' or '\0' || (char.IsControl(c) && !char.IsWhiteSpace(c)))
            {
                return false;
            }
        }

        if (value.Contains("/*", StringComparison.Ordinal) || value.Contains("--", StringComparison.Ordinal) || !HasOnlySafeFunctions(value)
            || (value.Contains('*', StringComparison.Ordinal) && value.Contains("calc", StringComparison.OrdinalIgnoreCase)) || !SafeSize.IsIn(property, value))
        {
            return false;
        }

        return property switch
        {
            "display" => value.ToLowerInvariant() is "none" or "block" or "inline" or "inline-block" or "table" or "table-row" or "table-cell" or "inline-table" or "table-row-group" or "list-item" or "table-header-group" or "table-footer-group",
            "overflow" => value.ToLowerInvariant() is "hidden" or "auto" or "visible",
            "text-indent" or "letter-spacing" or "word-spacing" => !value.Contains('-', StringComparison.Ordinal),
            "vertical-align" => !value.Contains('-', StringComparison.Ordinal) || value.ToLowerInvariant() is "text-top" or "text-bottom",
            // Turning letters round would let the words of a link say what they do not.
            "unicode-bidi" => value.ToLowerInvariant() is "normal" or "embed" or "isolate" or "plaintext",
            _ when property.StartsWith("margin", StringComparison.Ordinal) => !value.Contains('-', StringComparison.Ordinal),
            _ => true,
        };
    }

    private static bool HasOnlySafeFunctions(string value)
    {
        for (var open = value.IndexOf('(', StringComparison.Ordinal); open >= 0; open = value.IndexOf('(', open + 1))
        {
            var start = open;
            while (start > 0 && (char.IsAsciiLetterOrDigit(value[start - 1]) || value[start - 1] is '-' or '_'))
            {
                start--;
            }

            if (start < open && !AllowedHtml.Functions.Contains(value[start..open]))
            {
                return false;
            }
        }

        return true;
    }

    private static string WithoutComments(string style)
    {
        if (!style.Contains("/*", StringComparison.Ordinal))
        {
            return style;
        }

        var kept = new StringBuilder(style.Length);
        var from = 0;
        while (style.IndexOf("/*", from, StringComparison.Ordinal) is >= 0 and var open)
        {
            kept.Append(style, from, open - from).Append(' ');
            var close = style.IndexOf("*/", open + 2, StringComparison.Ordinal);
            if (close < 0)
            {
                return kept.ToString();
            }

            from = close + 2;
        }

        return kept.Append(style, from, style.Length - from).ToString();
    }
}
