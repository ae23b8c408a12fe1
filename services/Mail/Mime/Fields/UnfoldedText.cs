using System.Buffers;
using System.Text;
using HelpdeskMail.Mail.Mime.Charset;

namespace HelpdeskMail.Mail.Mime.Fields;

/// <summary>Turns the raw value of a field into one line of text (RFC 5322 section 2.2.3).</summary>
internal static class UnfoldedText
{
    private static readonly SearchValues<byte> LineBytes = SearchValues.Create("\r\n\0"u8);

    public static string From(ReadOnlySpan<byte> raw)
    {
        raw = raw.Trim(" \t\r\n"u8);
        if (raw.IndexOfAny(LineBytes) < 0)
        {
            return Text(raw);
        }

        var rented = ArrayPool<byte>.Shared.Rent(raw.Length);
        try
        {
            var length = 0;
            while (!raw.IsEmpty)
            {
                var end = raw.IndexOfAny(LineBytes);
                var piece = end < 0 ? raw : raw[..end];
                piece.CopyTo(rented.AsSpan(length));
                length += piece.Length;
                raw = end < 0 ? default : raw[(end + 1)..];
            }

            return Text(rented.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static string Text(ReadOnlySpan<byte> line) =>
        Ascii.IsValid(line) && line.IndexOf((byte)0x1B) < 0 ? Encoding.ASCII.GetString(line) : CharsetGuess.ForHeader(line).GetString(line);
}
