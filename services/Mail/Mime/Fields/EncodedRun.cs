using System.Buffers;
using System.Text;
using System.Text.Unicode;
using HelpdeskMail.Mail.Mime.Charset;

namespace HelpdeskMail.Mail.Mime.Fields;

/// <summary>
/// The bytes of encoded words that stand beside one another, until they become characters. Words of one charset are read together, since senders cut them anywhere; where one
/// of them is not what it is called, each is judged by itself, so that it does not spoil the others.
/// </summary>
internal sealed class EncodedRun
{
    private readonly ArrayBufferWriter<byte> bytes = new();
    private readonly List<(string Charset, int Start)> words = [];

    /// <summary>What the last word is called; empty before the first.</summary>
    public string Charset => words is [.., var last] ? last.Charset : "";

    /// <summary>Whether a name is that of UTF-8.</summary>
    public static bool IsUtf8Name(string charset) => Charsets.Find(charset)?.CodePage == Encoding.UTF8.CodePage;

    /// <summary>Whether two names mean one charset: «utf8» and «UTF-8», «us-ascii» and «iso-8859-1», «gb2312» and «gbk».</summary>
    public static bool AreSame(string one, string other) =>
        one.Equals(other, StringComparison.OrdinalIgnoreCase)
        || (Charsets.Find(one) is { } first && Charsets.Find(other) is { } second && first.CodePage == second.CodePage && first.WebName == second.WebName);

    /// <summary>Begins the next word.</summary>
    public void Begin(string charset) => words.Add((charset, bytes.WrittenCount));

    /// <summary>Room for bytes of the current word.</summary>
    public Span<byte> GetSpan(int length) => bytes.GetSpan(length);

    /// <summary>Takes what was written into that room.</summary>
    public void Advance(int length) => bytes.Advance(length);

    /// <summary>The characters of all words; the run is empty afterwards.</summary>
    public string Read()
    {
        if (bytes.WrittenCount == 0)
        {
            words.Clear();
            return "";
        }

        var result = new StringBuilder();
        var pieces = Pieces();
        for (var first = 0; first < pieces.Count;)
        {
            var next = first + 1;
            while (next < pieces.Count && AreSame(pieces[first].Charset, pieces[next].Charset))
            {
                next++;
            }

            ReadOfOneName(pieces[first..next], result);
            first = next;
        }

        bytes.ResetWrittenCount();
        words.Clear();
        return result.ToString();
    }

    /// <summary>The words that have bytes, those put together that share a letter of UTF-8.</summary>
    private List<Piece> Pieces()
    {
        var pieces = new List<Piece>(words.Count);
        for (var i = 0; i < words.Count; i++)
        {
            var piece = new Piece(words[i].Charset, words[i].Start, i + 1 < words.Count ? words[i + 1].Start : bytes.WrittenCount);
            if (pieces is [.., var before] && CharsetOfBoth(before, piece) is { } charset)
            {
                pieces[^1] = new(charset, before.Start, piece.End);
            }
            else if (piece.Start < piece.End)
            {
                pieces.Add(piece);
            }
        }

        return pieces;
    }

    /// <summary>
    /// What two neighbours are when a letter of UTF-8 begins in the one and goes on in the other, else null. Under two names, one has to be that of UTF-8, or unknown, and what is called
    /// something else has to be nothing but UTF-8.
    /// </summary>
    private string? CharsetOfBoth(Piece first, Piece second)
    {
        var begun = Begun(Of(first));
        if (begun == 0 || second.Start == second.End)
        {
            return null;
        }

        var status = Rune.DecodeFromUtf8(bytes.WrittenSpan[(first.End - begun)..second.End], out _, out var length);
        if (status == OperationStatus.InvalidData || length <= begun)
        {
            return null;
        }

        if (AreSame(first.Charset, second.Charset))
        {
            return first.Charset;
        }

        var firstMayBe = MayBeUtf8(first.Charset);
        var secondMayBe = MayBeUtf8(second.Charset);
        return (firstMayBe || secondMayBe) && (firstMayBe || IsUtf8UpToItsEnd(Of(first))) && (secondMayBe || IsUtf8UpToItsEnd(Of(second)[(length - begun)..])) ? "utf-8" : null;
    }

    private static bool MayBeUtf8(string charset) => Charsets.Find(charset) is null || IsUtf8Name(charset);

    private static bool IsUtf8UpToItsEnd(ReadOnlySpan<byte> text) => Utf8.IsValid(text[..^Begun(text)]);

    /// <summary>How many bytes at the end begin a letter of UTF-8 that does not end there.</summary>
    private static int Begun(ReadOnlySpan<byte> text) => Rune.DecodeLastFromUtf8(text, out _, out var length) == OperationStatus.NeedMoreData ? length : 0;

    private void ReadOfOneName(List<Piece> pieces, StringBuilder result)
    {
        var charset = pieces[0].Charset;
        var start = pieces[0].Start;
        if (pieces.Count > 1 && IsMixed(bytes.WrittenSpan[start..pieces[^1].End], charset))
        {
            // Neighbours that are no UTF-8 are read together: few letters do not tell in which old charset they are.
            foreach (var piece in pieces)
            {
                if (Utf8Census.Of(Of(piece)).Whole > 0 && CharsetGuess.For(Of(piece), charset, out _).CodePage == Encoding.UTF8.CodePage)
                {
                    Append(bytes.WrittenSpan[start..piece.Start], charset, result);
                    Append(Of(piece), charset, result);
                    start = piece.End;
                }
            }
        }

        Append(bytes.WrittenSpan[start..pieces[^1].End], charset, result);
    }

    /// <summary>Whether words of one name, taken together, are neither UTF-8 nor plainly in an old charset without a name, whose letters may look like UTF-8 in a word alone.</summary>
    private static bool IsMixed(ReadOnlySpan<byte> joined, string charset)
    {
        if (Utf8.IsValid(joined))
        {
            return false;
        }

        var named = Charsets.Find(charset)?.CodePage;
        var read = CharsetGuess.For(joined, charset, out _).CodePage;
        return named is not 1200 and not 1201 and not 12000 and not 12001
            && (named == Encoding.UTF8.CodePage || read == named || read == Encoding.UTF8.CodePage || read == Charsets.Western.CodePage);
    }

    private static void Append(ReadOnlySpan<byte> text, string charset, StringBuilder result)
    {
        if (text.IsEmpty)
        {
            return;
        }

        foreach (var c in EndsInWesternLetter(text) && IsUtf8Name(charset) ? Charsets.Western.GetString(text) : CharsetGuess.Decode(text, charset, out _))
        {
            // A line break or NUL out of an encoded word must not become part of a subject or a name.
            if (c is not '\r' and not '\n' and not '\0')
            {
                result.Append(c);
            }
        }
    }

    /// <summary>«Café» in windows-1252: its last byte begins a letter of three or four bytes in UTF-8, of which nothing else is there.</summary>
    private static bool EndsInWesternLetter(ReadOnlySpan<byte> text) =>
        text is [.., var before, >= 0xE0 and <= 0xF4] && char.IsAsciiLetter((char)before) && Ascii.IsValid(text[..^1]);

    private ReadOnlySpan<byte> Of(Piece piece) => bytes.WrittenSpan[piece.Start..piece.End];

    private readonly record struct Piece(string Charset, int Start, int End);
}
