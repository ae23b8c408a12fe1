using System.Globalization;
using System.Resources;

namespace HelpdeskMail.Helpdesk;

/// <summary>
/// Sentences of C# in the reader's language, from the same resources as those of the pages (<see cref="Words"/>). What is stored or goes to programs is never made by it:
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
        var sentence = Resources.GetString(english, CultureInfo.CurrentUICulture) ?? english;
        return values.Length == 0 ? sentence : string.Format(CultureInfo.CurrentCulture, sentence, values);
    }

    /// <summary>Marks a literal as a key that is translated where it is shown.</summary>
    public static string Key(string english) => english;
}
