using System.Globalization;

namespace HelpdeskMail.Helpdesk.Pages;

/// <summary>What somebody has typed that is longer than it can be kept: that is said, since words that were cut without a word are found missing when they are needed.</summary>
internal static class TooLong
{
    /// <summary>What is said of one line; null when it is short enough.</summary>
    /// <param name="what">What it is, for the reader: «The name».</param>
    /// <param name="typed">What was typed.</param>
    /// <param name="longest">The most characters.</param>
    public static string? Line(string what, string? typed, int longest) => Of(what, DatabaseText.OneLine(typed, int.MaxValue).Length, longest);

    /// <summary>What is said of several lines; null when they are short enough.</summary>
    /// <param name="what">What they are, for the reader: «The note».</param>
    /// <param name="typed">What was typed.</param>
    /// <param name="longest">The most characters.</param>
    public static string? Text(string what, string? typed, int longest) => Of(what, (typed ?? "").ReplaceLineEndings("\n").Trim().Length, longest);

    private static string? Of(string what, int length, int longest) =>
        length <= longest ? null : Translated.Of("{0} is too long: it has {1} characters, and {2} are the most.", what, Number(length), Number(longest));

    private static string Number(int number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}
