using System.Text;

namespace HelpdeskMail.Mail.Mime.Charset;

/// <summary>
/// Tells single-byte charsets of other scripts apart: read in the right one, most of a text is the dozen letters that its language uses
/// most, and in small letters; read in a wrong one it is not.
/// </summary>
internal static class LetterCount
{
    // Parts of a hundred of the characters beyond ASCII that must be common letters.
    private const double Enough = 50;
    private const double Capital = 0.8;

    private static readonly (Encoding Encoding, string Common)[] Candidates =
    [
        (Charsets.Find("windows-1251")!, "оеаинтсрвлкмдпуі"),
        (Charsets.Find("koi8-u")!, "оеаинтсрвлкмдпуі"),
        (Charsets.Find("iso-8859-5")!, "оеаинтсрвлкмдпуі"),
        (Charsets.Find("cp866")!, "оеаинтсрвлкмдпуі"),
        (Charsets.Find("windows-1253")!, "αοιετσνηυρπκμλςάίό"),
        (Charsets.Find("windows-1255")!, "יוהלאמרתבשנםןכדע"),
        (Charsets.Find("windows-1256")!, "اليمونرتبةعدسفهك"),
        (Charsets.Find("tis-620")!, "านรกเอมงลวยดทสตะ\u0E48\u0E49\u0E31\u0E35\u0E34"),
    ];

    /// <summary>The likeliest of them; null when none is likely.</summary>
    /// <param name="counts">How often each byte occurs.</param>
    /// <param name="upper">How many bytes beyond ASCII there are.</param>
    public static Encoding? Likeliest(ReadOnlySpan<int> counts, int upper)
    {
        Encoding? best = null;
        var most = Enough;
        Span<byte> one = stackalloc byte[1];
        Span<char> character = stackalloc char[2];
        foreach (var (encoding, common) in Candidates)
        {
            var score = 0.0;
            for (var value = 0x80; value < 0x100; value++)
            {
                if (counts[value] > 0)
                {
                    one[0] = (byte)value;
                    var length = encoding.GetChars(one, character);
                    var letter = length == 1 ? character[0] : '\0';
                    var small = char.ToLowerInvariant(letter);
                    score += common.Contains(small, StringComparison.Ordinal) ? counts[value] * (small == letter ? 1 : Capital) : 0;
                }
            }

            score = score * 100 / upper;
            if (score > most)
            {
                (best, most) = (encoding, score);
            }
        }

        return best;
    }
}
