using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;

namespace HelpdeskMail.Helpdesk.Pages;

/// <summary>The words that the pages' script says by itself: its calls of <c>say("English words")</c>, which find their translations in the page.</summary>
internal static partial class ScriptWords
{
    /// <summary>Every sentence of the scripts.</summary>
    public static ImmutableArray<string> Keys { get; } =
        [.. PageAssets.Scripts.SelectMany(script => Said().Matches(script)).Select(match => match.Groups["words"].Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>The translations as JSON for a page; null when all are English.</summary>
    public static MarkupString? Translations()
    {
        var translated = Keys.Where(key => Translated.Of(key) != key).ToDictionary(key => key, key => Translated.Of(key), StringComparer.Ordinal);
        // The serializer writes < and & as escapes, so that no word ends the element.
        return translated.Count == 0 ? null : new MarkupString($"<script type=\"application/json\" id=\"words\">{JsonSerializer.Serialize(translated)}</script>");
    }

    [GeneratedRegex("""\bsay\("(?<words>[^"\\]+)"[,)]""", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Said();
}
