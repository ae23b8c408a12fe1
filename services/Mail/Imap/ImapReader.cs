using System.Buffers.Text;
using System.Text;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Failures;

namespace HelpdeskMail.Mail.Imap;

/// <summary>
/// Cuts what a server sends into answers. Literals inside an answer are part of it, up to <see cref="MaxAnswer"/> together; the literal of a message stays on the wire, to be read from there as a stream.
/// </summary>
internal sealed class ImapReader(Wire wire)
{
    /// <summary>Largest answer without its message literal, 16 MiB: a search result of two million messages fits, an endless line does not.</summary>
    public const int MaxAnswer = 16 * 1024 * 1024;

    /// <summary>Reads the next answer, or the rest of one behind a message literal.</summary>
    /// <param name="streamBodies">Whether the literal of a BODY[…] or RFC822 item ends the read with <see cref="ImapLine.Literal"/> set.</param>
    /// <param name="cancellationToken">Stops waiting and gives the connection up.</param>
    public async ValueTask<ImapLine> ReadAsync(bool streamBodies, CancellationToken cancellationToken)
    {
        var (bytes, literal) = await ReadBytesAsync(streamBodies, continued: false, cancellationToken);
        try
        {
            return ImapLine.Parse(bytes, literal);
        }
        catch (ImapSyntaxException exception)
        {
            throw Violation(exception, bytes.Span);
        }
    }

    /// <summary>Reads the rest of an answer behind a message literal.</summary>
    public ValueTask<(ReadOnlyMemory<byte> Bytes, long? Literal)> ReadRestAsync(CancellationToken cancellationToken) => ReadBytesAsync(streamBodies: true, continued: true, cancellationToken);

    public MailFailureException Violation(ImapSyntaxException exception, ReadOnlySpan<byte> answer) =>
        wire.Fail(ConnectionFailures.Violation(wire.Server.ToString(), exception.Message, Encoding.UTF8.GetString(answer[..Math.Min(answer.Length, 200)])), exception);

    private async ValueTask<(ReadOnlyMemory<byte> Bytes, long? Literal)> ReadBytesAsync(bool streamBodies, bool continued, CancellationToken cancellationToken)
    {
        var lineStart = 0;
        var searched = 0;
        while (true)
        {
            var feed = wire.Buffered.Span[searched..].IndexOf((byte)'\n');
            if (feed < 0)
            {
                searched = wire.Buffered.Length;
                await wire.FillAsync(MaxAnswer, cancellationToken);
                continue;
            }

            var lineEnd = searched + feed;
            var bytes = wire.Buffered;
            var answer = bytes[..(lineEnd > lineStart && bytes.Span[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd)];
            if (IsGmailLineBreakBehindLiteral(answer.Span, lineStart, continued))
            {
                lineStart = searched = lineEnd + 1;
                continue;
            }

            var literal = continued || lineStart > 0 || !IsStatus(answer.Span) ? Announced(answer.Span[lineStart..]) : null;
            if (literal is null || (streamBodies && IsBody(answer.Span, continued)))
            {
                Log(answer.Span);
                wire.Take(lineEnd + 1);
                return (answer, literal);
            }

            if (literal > MaxAnswer - lineEnd)
            {
                throw wire.Fail(ConnectionFailures.Violation(wire.Server.ToString(), $"a literal of {literal:N0} bytes where no message is"));
            }

            lineStart = searched = lineEnd + 1 + (int)literal;
            while (wire.Buffered.Length < lineStart)
            {
                await wire.FillAsync(MaxAnswer, cancellationToken);
            }
        }
    }

    // «{24391}», «{24391+}», «~{24391}» at the end of the line.
    private static long? Announced(ReadOnlySpan<byte> line)
    {
        if (!line.EndsWith("}"u8) || line.LastIndexOf((byte)'{') is not (>= 0 and var open))
        {
            return null;
        }

        var digits = line[(open + 1)..^1].TrimEnd((byte)'+');
        return Utf8Parser.TryParse(digits, out long size, out var used) && used == digits.Length && size >= 0 ? size : null;
    }

    // The words of a status answer are free text and may well end in «{5}».
    private static bool IsStatus(ReadOnlySpan<byte> answer)
    {
        if (answer.StartsWith("+"u8))
        {
            return true;
        }

        var space = answer.IndexOf((byte)' ');
        var word = answer[(space + 1)..];
        var end = word.IndexOf((byte)' ');
        return ImapStatus.TryCondition(end < 0 ? word : word[..end], out _);
    }

    // A FETCH answer always ends in a bracket; Gmail has been seen to put a line end between a literal and what follows.
    private static bool IsGmailLineBreakBehindLiteral(ReadOnlySpan<byte> answer, int lineStart, bool continued) =>
        (continued || (lineStart > 0 && IsFetch(answer))) && answer[lineStart..].TrimStart((byte)' ').IsEmpty;

    // «* 12 FETCH (»: two words and then this one.
    private static bool IsFetch(ReadOnlySpan<byte> answer)
    {
        if (!answer.StartsWith("* "u8))
        {
            return false;
        }

        var rest = answer[2..].TrimStart((byte)' ');
        rest = rest[Math.Max(0, rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9'))..];
        return rest.Length > 6 && Ascii.EqualsIgnoreCase(rest[..6], " FETCH"u8) && rest[6] is (byte)' ' or (byte)'(';
    }

    private static bool IsBody(ReadOnlySpan<byte> answer, bool continued)
    {
        if (!continued && !IsFetch(answer))
        {
            return false;
        }

        // The name of the item, whose section may have spaces: «BODY[HEADER.FIELDS (TO CC)]<0>».
        var item = answer[..answer.LastIndexOf((byte)'{')].TrimEnd("~ "u8);
        var end = item.EndsWith(">"u8) ? item.LastIndexOf((byte)'<') : item.Length;
        var from = end > 0 && item[end - 1] == ']' ? item.LastIndexOf((byte)'[') : end;
        return from > 0 && FetchItems.IsBody(item[(item[..from].LastIndexOfAny(" ("u8) + 1)..]);
    }

    // A short message may come between quotes, inside the answer: it is nobody's business either.
    private void Log(ReadOnlySpan<byte> answer)
    {
        if (wire.Log is not { } log)
        {
            return;
        }

        var section = IsFetch(answer) ? answer.IndexOf("]"u8) : -1;
        var told = section >= 0 && answer[section..].Contains((byte)'"') ? answer[..(section + 1)] : answer;
        log.Server(Encoding.UTF8.GetString(told[..Math.Min(told.Length, 1000)]).ReplaceLineEndings(" ") + (told.Length < answer.Length ? " (hidden)" : ""));
    }
}
