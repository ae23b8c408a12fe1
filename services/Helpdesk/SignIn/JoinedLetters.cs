namespace HelpdeskMail.Helpdesk.SignIn;

/// <summary>
/// The letters of a text without those that mail programs put between them where they break or quote lines, a stretch at a time. Each stretch begins with the end of the one before, so that nothing shorter than
/// that end is torn.
/// </summary>
internal ref struct JoinedLetters
{
    private const int StretchLength = 16_384;
    private const int Repeated = 256;

    private readonly ReadOnlySpan<char> text;
    private readonly ReadOnlySpan<byte> bytes;
    private readonly char[] stretch = new char[StretchLength];
    private int at;
    private int length;

    /// <summary>Of a text.</summary>
    public JoinedLetters(ReadOnlySpan<char> text) => this.text = text;

    /// <summary>Of a file: of its letters in ASCII, though they be written in two bytes each.</summary>
    public JoinedLetters(ReadOnlySpan<byte> bytes) => this.bytes = bytes;

    /// <summary>The next stretch, good until the one after it is asked for; empty at the end.</summary>
    public ReadOnlySpan<char> Next()
    {
        var all = text.Length + bytes.Length;
        if (at == all)
        {
            return default;
        }

        var kept = Math.Min(length, Repeated);
        stretch.AsSpan(length - kept, kept).CopyTo(stretch);
        length = kept;
        for (; at < all && length < StretchLength; at++)
        {
            var letter = bytes.IsEmpty ? text[at] : (char)bytes[at];
            if (!IsBreak(letter))
            {
                stretch[length++] = letter;
            }
            else if (letter is '\r' or '\n' && length > 0 && stretch[length - 1] == '=')
            {
                // A soft line break of quoted-printable.
                length--;
            }
        }

        return stretch.AsSpan(0, length);
    }

    private static bool IsBreak(char letter) =>
        letter is <= ' ' or '>' or '|' or '\u00A0' or '\u00AD' or (>= '\u200B' and <= '\u200D') or '\u2028' or '\u2060' or '\uFEFF';
}
