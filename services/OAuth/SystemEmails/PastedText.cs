using System.Globalization;

namespace HelpdeskMail.OAuth.SystemEmails;

/// <summary>What comes along when a value is copied from a page or a chat.</summary>
internal static class PastedText
{
    /// <summary>What is said of it.</summary>
    public const string Hidden = "There is a sign in it that does not show, as comes along when a text is copied from a page. Type it instead.";

    /// <summary>Whether a text holds signs that take no room on a screen (Unicode category Cf: zero-width spaces, marks of writing direction, byte order marks), so that it looks right and is another one.</summary>
    public static bool HidesSomething(string text) => text.Any(letter => CharUnicodeInfo.GetUnicodeCategory(letter) == UnicodeCategory.Format);
}
