using HelpdeskMail.Sandbox.Wire;

namespace HelpdeskMail.Sandbox.Smtp;

/// <summary>Reads what follows DATA.</summary>
internal static class SmtpData
{
    /// <summary>Most bytes of a line that are looked at together; a line may be longer.</summary>
    private const int Piece = 64 * 1024;

    /// <summary>
    /// Reads up to the dot between two CRLF. A dot between bare line feeds ends nothing (RFC 5321 section 4.1.1.4): a mail that holds one could
    /// smuggle in another. A message beyond the limit is read to its end as well, since the client waits for that, but not kept.
    /// </summary>
    /// <returns>False when the client went before the final dot; the message with CRLF throughout, or null where it is too large.</returns>
    public static async Task<(bool Ended, byte[]? Message)> ReadAsync(MailConnection connection, int largestMessage, CancellationToken cancellation)
    {
        using var message = new MemoryStream();
        long size = 0;
        var startsLine = true;
        var endedInReturn = false;
        while (await connection.ReadPieceAsync(Piece, cancellation) is { } piece)
        {
            if (startsLine && piece is [(byte)'.', (byte)'\r', (byte)'\n'])
            {
                connection.Log.Client($"({size} bytes)");
                return (true, size > largestMessage ? null : message.ToArray());
            }

            // A dot that starts a line was doubled by the client (RFC 5321 section 4.5.2).
            var text = startsLine && piece[0] == '.' ? piece.AsMemory(1) : piece;
            startsLine = piece is [.., (byte)'\r', (byte)'\n'] || (endedInReturn && piece is [(byte)'\n']);
            endedInReturn = piece[^1] == '\r';
            var bareFeed = piece[^1] == '\n' && !startsLine;
            size += text.Length + (bareFeed ? 1 : 0);
            if (size <= largestMessage)
            {
                message.Write(bareFeed ? text.Span[..^1] : text.Span);
                message.Write(bareFeed ? "\r\n"u8 : default);
            }
        }

        return (false, null);
    }
}
