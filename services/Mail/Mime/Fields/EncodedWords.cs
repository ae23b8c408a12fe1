using System.Buffers;
using System.Text;
using System.Text.Unicode;
using HelpdeskMail.Mail.Mime.Charset;
using HelpdeskMail.Mail.Mime.Transfer;

namespace HelpdeskMail.Mail.Mime.Fields;

/// <summary>
/// Decodes encoded words (RFC 2047, language suffix of RFC 2231) the way they occur: with spaces inside, without spaces between,
/// inside quoted strings, cut in the middle of a character, without their end. Work grows linearly with the text.
/// </summary>
public static class EncodedWords
{
    private const int LongestCharsetName = 64;

    /// <summary>The text with every encoded word replaced; white space between two encoded words disappears (RFC 2047 section 6.2).</summary>
    public static string Decode(string text)
    {
        var start = text.IndexOf("=?", StringComparison.Ordinal);
        return start < 0 ? text : new Pass(text).Run(start);
    }

    /// <summary>Where an encoded word that begins at <paramref name="start"/> ends, or -1 when none does.</summary>
    internal static int EndOf(ReadOnlySpan<char> text, int start)
    {
        if (!TryOpen(text, start, out _, out _, out var content))
        {
            return -1;
        }

        for (var i = content; i < text.Length && i < content + 1024; i++)
        {
            if (text[i] == '?' && i + 1 < text.Length && text[i + 1] == '=')
            {
                return i + 2;
            }

            if (text[i] is '"' or '<' or '>')
            {
                return -1;
            }
        }

        return -1;
    }

    private static bool TryOpen(ReadOnlySpan<char> text, int start, out Range charset, out char encoding, out int content)
    {
        charset = default;
        encoding = default;
        content = 0;
        if (!text[start..].StartsWith("=?"))
        {
            return false;
        }

        var name = text[(start + 2)..];
        var length = name[..Math.Min(name.Length, LongestCharsetName)].IndexOf('?');
        if (length < 0 || name.Length < length + 3 || name[length + 2] != '?' || name[..length].IndexOfAny(' ', '=') >= 0)
        {
            return false;
        }

        charset = (start + 2)..(start + 2 + length);
        encoding = char.ToUpperInvariant(name[length + 1]);
        content = start + length + 5;
        return encoding is 'B' or 'Q';
    }

    /// <summary>One walk over one text. Bytes of neighbouring words are joined before they become characters.</summary>
    private sealed class Pass(string text)
    {
        private readonly StringBuilder result = new(text.Length);
        private readonly EncodedRun pending = new();
        private Base64Text base64;
        private string cutByte = "";
        private int nextEnd = -1;

        public string Run(int start)
        {
            var plainFrom = 0;
            while (start >= 0)
            {
                if (TryRead(start, out var after))
                {
                    Plain(text.AsSpan(plainFrom, start - plainFrom), betweenWords: plainFrom > 0);
                    Take(start, after);
                    plainFrom = after;
                    start = after;
                }
                else
                {
                    start += 2;
                }

                start = start >= text.Length ? -1 : text.IndexOf("=?", start, StringComparison.Ordinal);
            }

            Plain(text.AsSpan(plainFrom), betweenWords: false);
            Flush();
            return result.ToString();
        }

        private bool TryRead(int start, out int after)
        {
            after = 0;
            if (!TryOpen(text, start, out _, out _, out var content))
            {
                return false;
            }

            if (nextEnd < content && nextEnd != int.MaxValue)
            {
                nextEnd = text.IndexOf("?=", content, StringComparison.Ordinal);
                nextEnd = nextEnd < 0 ? int.MaxValue : nextEnd;
            }

            // A word without its end stops at the next white space.
            if (nextEnd == int.MaxValue)
            {
                after = WhiteSpaceFrom(content);
                return true;
            }

            var another = text.AsSpan(content, nextEnd - content).IndexOf(" =?");
            after = another < 0 ? nextEnd + 2 : content + another;
            return true;
        }

        private int WhiteSpaceFrom(int content)
        {
            var length = text.AsSpan(content).IndexOfAny(' ', '\t');
            return length < 0 ? text.Length : content + length;
        }

        private void Take(int start, int after)
        {
            TryOpen(text, start, out var name, out var encoding, out var content);
            var charset = text[name];
            var end = after >= content + 2 && text.AsSpan(content, after - content).EndsWith("?=") ? after - 2 : after;
            var encoded = text.AsSpan(content, end - content);
            var goesOn = EncodedRun.AreSame(pending.Charset, charset);
            if (!goesOn || encoding == 'Q' || IsWholeBefore(encoded))
            {
                FinishBase64();
            }

            if (!goesOn || encoding == 'B')
            {
                FinishQ();
            }

            pending.Begin(charset);
            if (encoding == 'B')
            {
                pending.Advance(base64.DecodeWord(encoded, pending.GetSpan(Base64Text.MaxLength(encoded.Length))));
                return;
            }

            TakeQ(encoded);
        }

        // «=C=?= =?utf-8?Q?3=A4»: senders that count characters cut within a byte. The part waits for the next word.
        private void TakeQ(ReadOnlySpan<char> encoded)
        {
            encoded = cutByte.Length > 0 ? cutByte + encoded.ToString() : encoded;
            var whole = encoded.Length - (encoded is [.., '='] ? 1 : encoded is [.., '=', var high] && char.IsAsciiHexDigit(high) ? 2 : 0);
            cutByte = encoded[whole..].ToString();
            pending.Advance(DecodeQ(encoded[..whole], pending.GetSpan((whole * 8) + 16)));
        }

        private void FinishQ()
        {
            pending.Advance(Encoding.ASCII.GetBytes(cutByte, pending.GetSpan(2)));
            cutByte = "";
        }

        // Some senders cut the base64 of a long text anywhere, so that a group of four goes on in the next word; others leave the padding of each word out. Both look alike until the bits are seen.
        private bool IsWholeBefore(ReadOnlySpan<char> encoded) => base64 is { IsUnfinished: true, IsCutInsideGroup: false } && !OnlyValidWhenJoined(encoded);

        private bool OnlyValidWhenJoined(ReadOnlySpan<char> encoded)
        {
            if (!EncodedRun.IsUtf8Name(pending.Charset))
            {
                return false;
            }

            Base64Text joined = base64, first = base64, second = default;
            var bytes = ArrayPool<byte>.Shared.Rent(Base64Text.MaxLength(encoded.Length) + 6);
            var length = joined.DecodeWord(encoded, bytes);
            var valid = Utf8.IsValid(bytes.AsSpan(0, length + joined.Finish(bytes.AsSpan(length))));
            length = first.Finish(bytes);
            length += second.DecodeWord(encoded, bytes.AsSpan(length));
            var result = valid && !Utf8.IsValid(bytes.AsSpan(0, length + second.Finish(bytes.AsSpan(length))));
            ArrayPool<byte>.Shared.Return(bytes);
            return result;
        }

        private void FinishBase64()
        {
            pending.Advance(base64.Finish(pending.GetSpan(4)));
            base64 = default;
        }

        private void Plain(ReadOnlySpan<char> plain, bool betweenWords)
        {
            if (plain.IsEmpty || (betweenWords && plain.IsWhiteSpace()))
            {
                return;
            }

            Flush();
            result.Append(plain);
        }

        private void Flush()
        {
            FinishBase64();
            FinishQ();
            result.Append(pending.Read());
        }

        private int DecodeQ(ReadOnlySpan<char> encoded, Span<byte> bytes)
        {
            var length = 0;
            for (var i = 0; i < encoded.Length; i++)
            {
                var c = encoded[i];
                if (c == '=' && i + 2 < encoded.Length && Hex.TryByte(encoded[i + 1], encoded[i + 2], out var value))
                {
                    bytes[length++] = value;
                    i += 2;
                }
                else if (c < 0x80)
                {
                    bytes[length++] = c == '_' ? (byte)' ' : (byte)c;
                }
                else
                {
                    var run = encoded[i..];
                    run = run.IndexOfAnyInRange('\0', '\u007F') is >= 0 and var end ? run[..end] : run;
                    length += Raw(run, bytes[length..]);
                    i += run.Length - 1;
                }
            }

            return length;
        }

        /// <summary>Characters beyond ASCII that stand in a word as they are, which they must not: written in its charset, so that they come out as they went in.</summary>
        private int Raw(ReadOnlySpan<char> run, Span<byte> bytes) =>
            (Charsets.Find(pending.Charset) is { } encoding and not Utf7Encoding ? encoding : Encoding.UTF8).GetBytes(run, bytes);
    }
}
