namespace HelpdeskMail.Mail.Mime.Writing;

/// <summary>Which characters may stand where without quotes.</summary>
internal static class Atoms
{
    /// <summary>atext of RFC 5322 section 3.2.3.</summary>
    public static bool IsAtomCharacter(char c) => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-/=?^_`{|}~".Contains(c, StringComparison.Ordinal);

    /// <summary>token of RFC 2045 section 5.1.</summary>
    public static bool IsTokenCharacter(char c) => c is > ' ' and < '\u007F' && !"()<>@,;:\\\"/[]?=".Contains(c, StringComparison.Ordinal);

    /// <summary>attribute-char of RFC 2231 section 7.</summary>
    public static bool IsAttributeCharacter(byte b) => b < 0x80 && IsTokenCharacter((char)b) && b is not (byte)'*' and not (byte)'\'' and not (byte)'%';

    /// <summary>A field name: printable ASCII without colon (RFC 5322 section 2.2).</summary>
    public static bool IsFieldName(string name) => name.Length is > 0 and <= 76 && name.All(c => c is > ' ' and < '\u007F' and not ':');

    /// <summary>dot-atom, with characters beyond ASCII as RFC 6532 allows.</summary>
    public static bool IsDotAtom(string text) =>
        text.Length > 0 && text[0] != '.' && text[^1] != '.' && !text.Contains("..", StringComparison.Ordinal)
        && text.All(c => c == '.' || IsAtomCharacter(c) || (c >= 0x80 && !char.IsControl(c) && !char.IsWhiteSpace(c)));
}
