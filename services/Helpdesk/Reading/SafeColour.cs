using System.Collections.Frozen;
using System.Globalization;

namespace HelpdeskMail.Helpdesk.Reading;

/// <summary>Colours as mails write them: in a style, within the shorthand for backgrounds, or in an attribute of old HTML.</summary>
internal static class SafeColour
{
    /// <summary>From here on in each of red, green and blue, letters cannot be read on white paper.</summary>
    private const int VeryLight = 0xE0;

    private const int LongestShorthand = 2000;

    /// <summary>Words of the shorthand for backgrounds that are no colours.</summary>
    private static readonly FrozenSet<string> NoColours = Set(
        "none", "repeat", "space", "round", "scroll", "fixed", "local", "left", "right", "top", "bottom", "center", "auto", "cover", "contain", "text", "to", "at", "circle", "ellipse", "inherit", "initial", "unset", "revert", "important");

    private static readonly FrozenSet<string> Gradients = Set("linear-gradient", "radial-gradient", "conic-gradient", "repeating-linear-gradient", "repeating-radial-gradient", "-webkit-linear-gradient", "-moz-linear-gradient");

    private static readonly FrozenSet<string> LightNames = Set(
        "white", "snow", "ivory", "ghostwhite", "whitesmoke", "floralwhite", "mintcream", "azure", "aliceblue", "seashell", "honeydew", "lavenderblush", "oldlace", "linen", "lavender", "lightcyan", "lightyellow");

    /// <summary>Values that leave what is around them as it is.</summary>
    public static bool IsNeutral(string value) =>
        value.ToLowerInvariant() is "inherit" or "initial" or "unset" or "currentcolor" or "transparent" or "auto" or "windowtext" || Parts(value) is { Alpha: 0 };

    /// <summary>The first colour in a value of the property «background», of a gradient too; null when there is none.</summary>
    public static string? OfShorthand(string value) => value.Length > LongestShorthand ? null : FirstIn(value);

    /// <summary>A value of an attribute such as bgcolor as CSS writes it: there, the # may be missing. Null when it is none.</summary>
    public static string? OfAttribute(string? value) =>
        value?.Trim() is not { Length: > 0 and <= 60 } word ? null
        : word.Length is 3 or 6 && word.All(char.IsAsciiHexDigit) ? $"#{word}"
        : IsPlain(word) ? word
        : null;

    /// <summary>Whether letters in it are lost on white paper.</summary>
    public static bool IsVeryLight(string value) =>
        LightNames.Contains(value) || (Parts(value) is { } parts && parts is { Red: >= VeryLight, Green: >= VeryLight, Blue: >= VeryLight });

    private static string? FirstIn(string value)
    {
        var at = 0;
        while (at < value.Length)
        {
            if (char.IsWhiteSpace(value[at]) || value[at] is ',' or '/')
            {
                at++;
                continue;
            }

            var start = at;
            var depth = 0;
            while (at < value.Length && (depth > 0 || !(char.IsWhiteSpace(value[at]) || value[at] is ',' or '/')))
            {
                depth += value[at] == '(' ? 1 : value[at] == ')' ? -1 : 0;
                at++;
            }

            var token = value[start..at];
            var open = token.IndexOf('(', StringComparison.Ordinal);
            if (open > 0 && Gradients.Contains(token[..open]) && token.EndsWith(')') && FirstIn(token[(open + 1)..^1]) is { } inner)
            {
                return inner;
            }

            if (IsPlain(token))
            {
                return token;
            }
        }

        return null;
    }

    private static bool IsPlain(string token) =>
        token.StartsWith('#') ? token.Length is 4 or 5 or 7 or 9 && token[1..].All(char.IsAsciiHexDigit)
        : token.IndexOf('(', StringComparison.Ordinal) is > 0 and var open
            ? token[..open].ToLowerInvariant() is "rgb" or "rgba" or "hsl" or "hsla" && token.EndsWith(')') && token[(open + 1)..^1].All(c => char.IsAsciiLetterOrDigit(c) || char.IsWhiteSpace(c) || c is ',' or '.' or '%' or '/' or '-')
        : token.Length > 2 && token.All(char.IsAsciiLetter) && !NoColours.Contains(token);

    /// <summary>Red, green and blue from 0 to 255, and alpha from 0 to 1; null when it is written in another way.</summary>
    private static (int Red, int Green, int Blue, double Alpha)? Parts(string value)
    {
        value = OfAttribute(value) ?? value;
        if (value.StartsWith('#') && IsPlain(value))
        {
            var digits = value.Length <= 5 ? string.Concat(value[1..].SelectMany(digit => new[] { digit, digit })) : value[1..];
            return (Pair(0), Pair(2), Pair(4), digits.Length == 8 ? Pair(6) / 255.0 : 1);

            int Pair(int at) => int.Parse(digits.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        }

        if (!value.StartsWith("rgb", StringComparison.OrdinalIgnoreCase) || !IsPlain(value))
        {
            return null;
        }

        var parts = new List<double>();
        foreach (var word in value[(value.IndexOf('(', StringComparison.Ordinal) + 1)..^1].Split([' ', ',', '/', '\t', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (!double.TryParse(word.TrimEnd('%'), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            {
                return null;
            }

            parts.Add(word.EndsWith('%') ? number / 100 * (parts.Count < 3 ? 255 : 1) : number);
        }

        return parts.Count is 3 or 4 ? (Whole(parts[0]), Whole(parts[1]), Whole(parts[2]), parts.Count == 4 ? parts[3] : 1) : null;

        static int Whole(double number) => (int)Math.Clamp(number, 0, 255);
    }

    private static FrozenSet<string> Set(params string[] names) => names.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
