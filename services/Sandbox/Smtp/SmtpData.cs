using HelpdeskMail.Sandbox.Wire;

namespace HelpdeskMail.Sandbox.Smtp;

/// <summary>Reads what follows DATA.</summary>
internal static class SmtpData
{
    /// <summary>
    /// Reads up to the final dot. A message beyond the limit is read to its end as well, since the client waits for that, but not kept.
    /// </summary>
    /// <returns>False when the client went before the final dot; the message, or null where it is too large.</returns>
    public static async Task<(bool Ended, byte[]? Message)> ReadAsync(MailConnection connection, int longestLine, int largestMessage, CancellationToken cancellation)
    {
        using var message = new MemoryStream();
        long size = 0;
        while (await connection.ReadLineAsync(longestLine, cancellation) is { } line)
        {
            if (line is [(byte)'.'])
            {
                connection.Log.Client($"({size} bytes)");
                return (true, size > largestMessage ? null : message.ToArray());
            }

            // A leading dot was doubled by the client (RFC 5321 section 4.5.2).
            var text = line is [(byte)'.', ..] ? line.AsMemory(1) : line;
            size += text.Length + 2;
            if (size <= largestMessage)
            {
                message.Write(text.Span);
                message.Write("\r\n"u8);
            }
        }

        return (false, null);
    }
}
