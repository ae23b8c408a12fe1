using System.Text;

namespace HelpdeskMail.Mail.Pop3;

/// <summary>First line of an answer (RFC 1939 section 3) with its response code (RFC 2449 section 8).</summary>
/// <param name="IsOk"><c>+OK</c>.</param>
/// <param name="IsContinuation"><c>+</c> alone: the server waits for more of a sign-in.</param>
/// <param name="Code">Response code in capitals, <c>SYS/TEMP</c>; null for none.</param>
/// <param name="Text">The words behind.</param>
internal sealed record Pop3Reply(bool IsOk, bool IsContinuation, string? Code, string Text)
{
    /// <summary>The whole line.</summary>
    public string Words => $"{(IsOk ? "+OK" : IsContinuation ? "+" : "-ERR")} {(Code is null ? "" : $"[{Code}] ")}{Text}".TrimEnd();

    /// <summary>Takes a line apart; null when it is no first line of an answer.</summary>
    public static Pop3Reply? Read(ReadOnlySpan<byte> line)
    {
        var isOk = line.Length >= 3 && Ascii.EqualsIgnoreCase(line[..3], "+OK"u8);
        if (!isOk && !(line.Length >= 4 && Ascii.EqualsIgnoreCase(line[..4], "-ERR"u8)))
        {
            return line.StartsWith("+"u8) ? new(false, true, null, Encoding.UTF8.GetString(line[1..]).Trim()) : null;
        }

        var text = Encoding.UTF8.GetString(line[(isOk ? 3 : 4)..]).Trim();
        var end = text.StartsWith('[') ? text.IndexOf(']', StringComparison.Ordinal) : -1;
        return end < 2 || isOk ? new(isOk, false, null, text) : new(isOk, false, text[1..end].ToUpperInvariant(), text[(end + 1)..].Trim());
    }
}
