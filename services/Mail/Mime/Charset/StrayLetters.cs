using System.Text;

namespace HelpdeskMail.Mail.Mime.Charset;

/// <summary>
/// Reads the few letters of windows-1252 that got into a text in UTF-8: a footer or a name that a program has put in as it was. A byte that only a longer sequence of UTF-8 can have, cut off,
/// stays unreadable.
/// </summary>
internal sealed class StrayLetters : DecoderFallback
{
    /// <summary>UTF-8 that reads such letters.</summary>
    public static Encoding Utf8 { get; } = Encoding.GetEncoding(Encoding.UTF8.CodePage, EncoderFallback.ReplacementFallback, new StrayLetters());

    public override int MaxCharCount => 1;

    public override DecoderFallbackBuffer CreateFallbackBuffer() => new Letter();

    private sealed class Letter : DecoderFallbackBuffer
    {
        private char letter;
        private bool waiting;

        public override int Remaining => waiting ? 1 : 0;

        public override bool Fallback(byte[] bytesUnknown, int index)
        {
            // Accented letters, and the quotes and dashes of Windows.
            letter = bytesUnknown is [>= 0xC0 or 0x85 or (>= 0x91 and <= 0x97)] ? Charsets.Western.GetString(bytesUnknown)[0] : '\uFFFD';
            return waiting = true;
        }

        public override char GetNextChar()
        {
            var next = waiting ? letter : '\0';
            waiting = false;
            return next;
        }

        public override bool MovePrevious()
        {
            if (waiting)
            {
                return false;
            }

            return waiting = true;
        }

        public override void Reset() => waiting = false;
    }
}
