using HelpdeskMail.Sandbox.Mailboxes;
using HelpdeskMail.Sandbox.Wire;

namespace HelpdeskMail.Sandbox.Pop3;

/// <summary>Sends messages line by line, dots doubled (RFC 1939 section 3).</summary>
internal sealed class Pop3Transfer(Pop3Server server, MailConnection connection)
{
    /// <summary>Answers RETR or TOP.</summary>
    /// <param name="message">Which one.</param>
    /// <param name="bodyLines">Header and this many lines of the body (TOP); null: all of it (RETR).</param>
    /// <param name="cancellation">Gives up half-way.</param>
    public async Task SendAsync(FolderMessage message, int? bodyLines, CancellationToken cancellation)
    {
        if (await server.Messages.FindRawAsync(message.ContentId, cancellation) is not { } raw)
        {
            await connection.SendLineAsync(Pop3Session.NoSuchMessage, cancellation);
            return;
        }

        await connection.WriteLineAsync("+OK", cancellation);
        var left = bodyLines;
        var inBody = false;
        for (var at = 0; at < raw.Length;)
        {
            var length = raw.AsSpan(at).IndexOf((byte)'\n');
            var end = length < 0 ? raw.Length : at + length + 1;
            if (inBody && left-- <= 0)
            {
                break;
            }

            inBody |= raw[at] is (byte)'\r' or (byte)'\n';
            if (raw[at] == '.')
            {
                await connection.WriteAsync("."u8.ToArray(), cancellation);
            }

            await connection.WriteAsync(raw.AsMemory(at, end - at), cancellation);
            at = end;
            if (at == raw.Length && raw[^1] != '\n')
            {
                await connection.WriteAsync("\r\n"u8.ToArray(), cancellation);
            }
        }

        connection.Log.Server($"({raw.Length} bytes)");
        await connection.SendLineAsync(".", cancellation);
    }
}
