using System.Globalization;
using System.Resources;

namespace HelpdeskMail.Helpdesk;

/// <summary>
/// Words in the reader's language: those of C# by its methods, those of the pages through <see cref="PageWords"/>. What is stored or goes to programs is never made by it:
/// outside of a request for a page the language is English.
/// </summary>
internal static class Translated
{
    private static readonly ResourceManager Resources = new($"{typeof(Translated).Namespace}.Resources.{nameof(Words)}", typeof(Translated).Assembly);

    /// <summary>A sentence.</summary>
    /// <param name="english">Its English words, a literal: the key of its translations. <c>{0}</c> stands for the first value.</param>
    /// <param name="values">What is put in.</param>
    public static string Of(string english, params object?[] values)
    {
        var sentence = Find(english) ?? english;
        return values.Length == 0 ? sentence : string.Format(CultureInfo.CurrentCulture, sentence, values);
    }

    /// <summary>Marks a literal as a key that is translated where it is shown.</summary>
    public static string Key(string english) => english;

    /// <summary>The words that stand for English ones in the reader's language; null when the resources do not have them.</summary>
    public static string? Find(string english) => Resources.GetString(NameOf(english), CultureInfo.CurrentUICulture);

    /// <summary>All words of the reader's language, by name.</summary>
    public static ResourceSet? All(bool withParents) => Resources.GetResourceSet(CultureInfo.CurrentUICulture, createIfNotExists: true, withParents);

    /// <summary>The name that words have in the resources: the words themselves. Names there must differ in more than case, so that those from the midst of a sentence have an ellipsis before them.</summary>
    public static string NameOf(string english) => english.Length > 0 && char.IsLower(english[0]) ? $"…{english}" : english;
}
