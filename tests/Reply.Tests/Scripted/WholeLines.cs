using System.Text;

namespace HelpdeskMail.Reply.Tests.Scripted;

/// <summary>Reads lines that have an end, as servers do: what is left without one when the peer has gone is no command.</summary>
internal sealed class WholeLines(Stream stream)
{
    private readonly byte[] buffer = new byte[8192];
    private int from;
    private int to;

    /// <summary>The next line without its end; null when none comes any more.</summary>
    public async Task<string?> ReadLineAsync(CancellationToken cancellation)
    {
        var line = new StringBuilder();
        while (true)
        {
            var end = buffer.AsSpan(from, to - from).IndexOf((byte)'\n');
            line.Append(Encoding.Latin1.GetString(buffer, from, end < 0 ? to - from : end));
            from = end < 0 ? to : from + end + 1;
            if (end >= 0)
            {
                return line.ToString().TrimEnd('\r');
            }

            (from, to) = (0, await stream.ReadAsync(buffer, cancellation));
            if (to == 0)
            {
                return null;
            }
        }
    }
}
