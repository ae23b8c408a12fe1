using System.Globalization;
using System.Text;

namespace HelpdeskMail.Helpdesk.Search;

/// <summary>
/// Scripts that put no blanks between words. Chinese characters and Japanese syllables stand for themselves. Thai, Lao, Burmese and Khmer fall into clusters: a consonant with the
/// vowels, tones and stacked consonants that belong to it. Each word of theirs begins and ends with a cluster, so that a run of clusters finds it anywhere in a sentence.
/// </summary>
internal static class UnspacedScript
{
    private enum Part
    {
        /// <summary>Not of these scripts, or a digit or a sign in them.</summary>
        None,

        /// <summary>A word of its own.</summary>
        Whole,

        /// <summary>A vowel written before its consonant.</summary>
        Leading,

        /// <summary>A consonant, or a vowel of its own.</summary>
        Base,

        /// <summary>A vowel, tone or sign that belongs to what stands before it.</summary>
        Following,

        /// <summary>Puts the next consonant below the one before.</summary>
        Stacking,
    }

    /// <summary>Whether a character belongs to a script without blanks.</summary>
    public static bool Has(Rune rune) => PartOf(rune) != Part.None;

    /// <summary>Whether a character of such a script belongs to the cluster of the one before it; null for none before it.</summary>
    public static bool GoesOn(Rune? before, Rune rune) => before is { } last && PartOf(rune) switch
    {
        Part.Following or Part.Stacking => PartOf(last) != Part.Whole,
        Part.Base => PartOf(last) is Part.Leading or Part.Stacking,
        _ => false,
    };

    private static Part PartOf(Rune rune) => rune.Value switch
    {
        (>= 0x3041 and <= 0x30FF) or (>= 0x3400 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x323AF) => Part.Whole,
        (>= 0xE40 and <= 0xE44) or (>= 0xEC0 and <= 0xEC4) => Part.Leading,
        0xE30 or 0xE32 or 0xE33 or 0xE45 or 0xEB0 or 0xEB2 or 0xEB3 or 0xEBD => Part.Following,
        0x1039 or 0x17D2 => Part.Stacking,
        (>= 0xE00 and <= 0xEFF) or (>= 0x1000 and <= 0x109F) or (>= 0x1780 and <= 0x17FF) or (>= 0xA9E0 and <= 0xA9FF) or (>= 0xAA60 and <= 0xAA7F) => Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.OtherLetter or UnicodeCategory.ModifierLetter => Part.Base,
            UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark => Part.Following,
            _ => Part.None,
        },
        _ => Part.None,
    };
}
