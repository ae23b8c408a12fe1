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

    private static bool IsFetch(ReadOnlySpan<byte> answer) => answer.StartsWith("* "u8) && answer.IndexOf(" FETCH "u8) is > 0 and < 16;

    private static bool IsBody(ReadOnlySpan<byte> answer, bool continued)
    {
        if (!continued && !IsFetch(answer))
        {
            return false;
        }

        var item = answer[..answer.LastIndexOf((byte)'{')].TrimEnd("~ "u8);
        return item.EndsWith("]"u8) || item.EndsWith(">"u8) || item.EndsWith("RFC822"u8) || item.EndsWith("RFC822.HEADER"u8) || item.EndsWith("RFC822.TEXT"u8);
    }

    private void Log(ReadOnlySpan<byte> answer) => wire.Log?.Server(Encoding.UTF8.GetString(answer[..Math.Min(answer.Length, 1000)]).ReplaceLineEndings(" "));
}
