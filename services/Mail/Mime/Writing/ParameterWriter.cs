using System.Globalization;
using System.Text;

namespace HelpdeskMail.Mail.Mime.Writing;

/// <summary>Writes parameters: token, quoted string, or RFC 2231 with continuations.</summary>
internal static class ParameterWriter
{
    private const int Piece = 54;

    /// <summary>Adds a parameter of ASCII text.</summary>
    public static void Plain(FoldedField field, string name, string value)
    {
        // A token may hold ' and %, but parsers that know RFC 2231 stumble over them outside quotes (Python).
        field.Glue(";");
        field.Word(value.Length > 0 && value.All(letter => letter < 128 && Atoms.IsAttributeCharacter((byte)letter)) ? $"{name}={value}" : $"{name}={EncodedWordWriter.Quoted(value)}");
    }

    /// <summary>
    /// Adds a file name exactly (RFC 2231), also one that readers would take for encoded words. No plain form stands beside it: some readers would take that one. The fallback for those
    /// without RFC 2231 is <see cref="EncodedName"/> in Content-Type.
    /// </summary>
    public static void FileName(FoldedField field, string name, string value)
    {
        if (!EncodedWordWriter.NeedsEncoding(value) && value.Length <= Piece)
        {
            Plain(field, name, value);
            return;
        }

        var pieces = Pieces(value);
        for (var i = 0; i < pieces.Count; i++)
        {
            var section = pieces.Count == 1 ? "*" : string.Create(CultureInfo.InvariantCulture, $"*{i}*");
            field.Glue(";").Word($"{name}{section}={(i == 0 ? "utf-8''" : "")}{pieces[i]}");
        }
    }

    /// <summary>Adds the «name» of Content-Type the way mail programs without RFC 2231 read it: as it is where it fits a line, else as encoded words within quotes.</summary>
    public static void EncodedName(FoldedField field, string value)
    {
        if (!EncodedWordWriter.NeedsEncoding(value) && value.Length <= Piece)
        {
            Plain(field, "name", value);
            return;
        }

        var words = EncodedWordWriter.Split(value, FoldedField.Wanted - 8).ToList();
        field.Glue(";");
        for (var i = 0; i < words.Count; i++)
        {
            field.Word($"{(i == 0 ? "name=\"" : "")}{words[i]}{(i == words.Count - 1 ? "\"" : "")}");
        }
    }

    /// <summary>Percent-encodes and cuts between characters.</summary>
    private static List<string> Pieces(string value)
    {
        var pieces = new List<string>();
        var piece = new StringBuilder();
        Span<byte> bytes = stackalloc byte[4];
        foreach (var rune in value.EnumerateRunes())
        {
            var length = rune.EncodeToUtf8(bytes);
            var width = length == 1 && Atoms.IsAttributeCharacter(bytes[0]) ? 1 : length * 3;
            if (piece.Length + width > Piece)
            {
                pieces.Add(piece.ToString());
                piece.Clear();
            }

            foreach (var b in bytes[..length])
            {
                _ = Atoms.IsAttributeCharacter(b) ? piece.Append((char)b) : piece.Append('%').Append(b.ToString("X2", CultureInfo.InvariantCulture));
            }
        }

        pieces.Add(piece.ToString());
        return pieces;
    }
}
