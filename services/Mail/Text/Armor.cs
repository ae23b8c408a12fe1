namespace HelpdeskMail.Mail.Text;

/// <summary>The lines that OpenPGP puts around a text that it signs in the clear (RFC 9580 section 7). They are no part of what was written.</summary>
internal static class Armor
{
    private const string Signed = "-----BEGIN PGP SIGNED MESSAGE-----";
    private const string Signature = "-----BEGIN PGP SIGNATURE-----";
    private const string End = "-----END PGP SIGNATURE-----";
    private const string Encrypted = "-----BEGIN PGP MESSAGE-----";
    private const int MostHeaders = 10;

    /// <summary>Whether a text holds one that OpenPGP has encrypted, unquoted.</summary>
    public static bool HidesText(string text) => text.StartsWith(Encrypted, StringComparison.Ordinal) || text.Contains($"\n{Encrypted}", StringComparison.Ordinal);

    /// <summary>The text within; the text as it is where nothing is signed in the clear, or the signature has no end.</summary>
    public static string Without(string text)
    {
        var begin = text.IndexOf(Signed, StringComparison.Ordinal);
        var signature = begin < 0 ? -1 : text.IndexOf($"\n{Signature}", begin, StringComparison.Ordinal);
        var end = signature < 0 ? -1 : text.IndexOf(End, signature, StringComparison.Ordinal);
        if (end < 0 || (begin > 0 && text[begin - 1] != '\n') || Content(text, begin) is not (> 0 and var content) || content > signature)
        {
            return text;
        }

        var lines = text[content..signature].Split('\n').Select(line => line.StartsWith("- ", StringComparison.Ordinal) ? line[2..] : line);
        return $"{text[..begin]}{string.Join('\n', lines)}{text[(end + End.Length)..]}";
    }

    /// <summary>Behind «Hash: SHA256» and the empty line; -1 without one.</summary>
    private static int Content(string text, int begin)
    {
        var at = begin;
        for (var i = 0; i <= MostHeaders && text.IndexOf('\n', at) is >= 0 and var end; i++)
        {
            if (string.IsNullOrWhiteSpace(text[at..end]))
            {
                return end + 1;
            }

            at = end + 1;
        }

        return -1;
    }
}
