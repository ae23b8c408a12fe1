using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace HelpdeskMail.Mail.Mime.Reports;

/// <summary>Values of reports that say their type first: «rfc822; ann@example.com» (RFC 3464 section 2.1.2).</summary>
internal static partial class TypedValue
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

    /// <summary>The bare address in a value. What is none of the internet's form, such as one of X.400, is left as it is.</summary>
    public static string? Address(string? value) => Unescaped(Of(value)) is { } bare ? (AddressList.Parse(bare) is [{ IsComplete: true } first, ..] ? first.Address : bare.Trim('<', '>')) : null;

    /// <summary>«j\x{F6}rg@example.com»: how an address beyond ASCII stands in a report that has to do without (RFC 6533 section 3).</summary>
    private static string? Unescaped(string? value) => value is not null && value.Contains("\\x{", StringComparison.OrdinalIgnoreCase)
        ? Escape().Replace(value, static match => Rune.TryCreate(int.Parse(match.Groups["code"].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture), out var rune) ? rune.ToString() : match.Value)
        : value;

    [GeneratedRegex(@"\\x\{(?<code>[0-9a-f]{2,6})\}", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Escape();
}
