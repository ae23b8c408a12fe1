using System.Globalization;
using System.Text.RegularExpressions;

namespace HelpdeskMail.Helpdesk.Reading;

/// <summary>
/// Sizes that no mail of a person needs and that break the page around it: a paragraph of a million pixels, letters as large as a house, and heights that are told by the height of the frame,
/// which itself is as high as what it shows.
/// </summary>
internal static partial class SafeSize
{
    private const int MostPixels = 5_000;
    private const int MostPixelsOfSpace = 1_000;
    private const int MostPercent = 500;

    /// <summary>How many pixels the largest of the other units has, about: an inch has 96, a letter 16.</summary>
    private const int PixelsOfUnit = 20;

    /// <summary>Attributes that hold a space or a thickness.</summary>
    private static readonly string[] SpaceAttributes = ["border", "cellpadding", "cellspacing", "hspace", "vspace", "size", "colspan", "span"];

    /// <summary>Whether an attribute of HTML has a reasonable size, or none.</summary>
    public static bool IsFor(string attribute, string value)
    {
        var number = value.AsSpan().TrimStart(" +");
        var end = number.IndexOfAnyExceptInRange('0', '9');
        number = end < 0 ? number : number[..end];
        return number.IsEmpty || attribute is "color" or "bgcolor" or "face" or "value" || (number.Length <= 5 && int.Parse(number, NumberStyles.None, CultureInfo.InvariantCulture) <= (SpaceAttributes.Contains(attribute, StringComparer.Ordinal) ? MostPixelsOfSpace : MostPixels));
    }

    /// <summary>Whether a value of a CSS property has reasonable sizes, or none.</summary>
    public static bool IsIn(string property, string value)
    {
        if (property.EndsWith("radius", StringComparison.Ordinal))
        {
            // No more than half of what it rounds, whatever it says.
            return true;
        }

        var most = property is "font-size" or "letter-spacing" or "word-spacing" or "text-indent" or "line-height" || property.StartsWith("border", StringComparison.Ordinal) || property.StartsWith("padding", StringComparison.Ordinal) || property.StartsWith("margin", StringComparison.Ordinal)
            ? MostPixelsOfSpace
            : MostPixels;
        foreach (var match in Number().EnumerateMatches(value))
        {
            var text = value.AsSpan(match.Index, match.Length);
            var unit = UnitOf(text);
            if (!double.TryParse(text[..^unit.Length], NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number) || IsOfFrame(unit) || number > (unit is "" or "px" or "pt" or "q" or "mm" ? most : unit == "%" ? MostPercent : most / PixelsOfUnit))
            {
                return false;
            }
        }

        return true;
    }

    private static string UnitOf(ReadOnlySpan<char> text)
    {
        var start = text.Length;
        while (start > 0 && (char.IsAsciiLetter(text[start - 1]) || text[start - 1] == '%'))
        {
            start--;
        }

        return text[start..].ToString().ToLowerInvariant();
    }

    private static bool IsOfFrame(string unit) => unit is "vh" or "vb" or "vi" or "vmin" or "vmax" or "svh" or "lvh" or "dvh" || unit.StartsWith("cq", StringComparison.Ordinal);

    // Not the digits of a colour, nor those within a word.
    [GeneratedRegex(@"(?<![#\w.])(\d+\.?\d*|\.\d+)(e[+-]?\d+)?(%|[a-z]+)?", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Number();
}
