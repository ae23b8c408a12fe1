using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;

namespace HelpdeskMail.Mail.Mime;

/// <summary>
/// Splits mbox files (RFC 4155 and its relatives). A message begins at a «From » line with a time and a year in it, at the start or after an
/// empty line; «&gt;From » within a message is unquoted as mboxrd does, which costs a copy of that message.
/// </summary>
public static partial class MboxReader
{
    /// <summary>The messages in order. Bytes before the first «From » line are passed over. Linear in the length of the file.</summary>
    public static IEnumerable<MboxEntry> Read(ReadOnlyMemory<byte> file)
    {
        var start = NextSeparator(file.Span, 0);
        while (start < file.Length)
        {
            var lineEnd = file.Span[start..].IndexOf((byte)'\n');
            var body = lineEnd < 0 ? file.Length : start + lineEnd + 1;
            var next = NextSeparator(file.Span, body);
            yield return new(Encoding.Latin1.GetString(file.Span[start..body].TrimEnd("\r\n"u8)), Unquote(file[body..WithoutEmptyLine(file.Span, body, next)]));
            start = next;
        }
    }

    /// <summary>The messages of a file that is read while it is taken apart: never more than one message and the next read in memory.</summary>
    /// <param name="file">The file, read forwards from where it stands; left open.</param>
    /// <param name="largest">Bytes a message may have; a larger one is passed over. 150 MB.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public static async IAsyncEnumerable<MboxEntry> ReadAsync(Stream file, int largest = 150 * 1024 * 1024, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var window = new MboxWindow(file, largest);
        while (await window.NextAsync(cancellationToken))
        {
            // A copy, because the window moves on while the caller keeps the message.
            if (!window.IsTooLarge)
            {
                yield return Read(window.Message.ToArray()).First();
            }
        }
    }

    /// <summary>Where the next «From » line starts at or after <paramref name="from"/>; the length of the file when none does.</summary>
    internal static int NextSeparator(ReadOnlySpan<byte> file, int from)
    {
        var position = from;
        while (position < file.Length)
        {
            var found = position == 0 && file.StartsWith("From "u8) ? 0 : file[position..].IndexOf("\nFrom "u8);
            if (found < 0)
            {
                return file.Length;
            }

            var start = position == 0 && found == 0 && file[0] == 'F' ? 0 : position + found + 1;
            if (IsSeparator(file, start))
            {
                return start;
            }

            position = start + 5;
        }

        return file.Length;
    }

    private static bool IsSeparator(ReadOnlySpan<byte> file, int start)
    {
        if (start > 0 && !(start == 1 || file[start - 2] == '\n' || (file[start - 2] == '\r' && (start == 2 || file[start - 3] == '\n'))))
        {
            return false;
        }

        var line = file[start..];
        line = line[..Math.Min(line.Length, 256)];
        var end = line.IndexOf((byte)'\n');
        line = end < 0 ? line : line[..end];
        var colon = line.LastIndexOf((byte)':');
        return colon > 2 && colon + 1 < line.Length && char.IsAsciiDigit((char)line[colon - 1]) && char.IsAsciiDigit((char)line[colon + 1]) && Year().IsMatch(Encoding.Latin1.GetString(line));
    }

    /// <summary>The empty line before the next separator belongs to the file, not to the message.</summary>
    private static int WithoutEmptyLine(ReadOnlySpan<byte> file, int body, int end)
    {
        var message = file[body..end];
        return message.EndsWith("\r\n\r\n"u8) ? end - 2 : message.EndsWith("\n\n"u8) ? end - 1 : end;
    }

    private static ReadOnlyMemory<byte> Unquote(ReadOnlyMemory<byte> message)
    {
        if (message.Span.IndexOf(">From "u8) < 0)
        {
            return message;
        }

        var copy = new MemoryStream(message.Length);
        var rest = message.Span;
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..(end + 1)];
            rest = rest[line.Length..];
            copy.Write(line[0] == '>' && line.TrimStart((byte)'>').StartsWith("From "u8) ? line[1..] : line);
        }

        return copy.ToArray();
    }

    // «From now on we meet at 10:30» has none.
    [GeneratedRegex(@"\b(19|20)\d\d\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Year();
}
