using System.Buffers;
using System.Text;

namespace HelpdeskMail.Mail.Mime.Charset;

/// <summary>How many sequences beyond ASCII are whole UTF-8 and how many are not, in the first 64 KiB that matter.</summary>
internal readonly record struct Utf8Census(int Whole, int Broken)
{
    private const int Enough = 64 * 1024;

    public static Utf8Census Of(ReadOnlySpan<byte> bytes)
    {
        var whole = 0;
        var broken = 0;
        var seen = 0;
        while (seen < Enough)
        {
            var start = bytes.IndexOfAnyExceptInRange((byte)0, (byte)0x7F);
            if (start < 0)
            {
                break;
            }

            bytes = bytes[start..];
            var status = Rune.DecodeFromUtf8(bytes, out _, out var length);
            if (status == OperationStatus.Done)
            {
                whole++;
            }
            else if (status == OperationStatus.InvalidData || bytes.Length > 3)
            {
                broken++;
            }

            bytes = bytes[length..];
            seen += length;
        }

        return new(whole, broken);
    }
}
