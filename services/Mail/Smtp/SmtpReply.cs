using System.Globalization;
using System.Text;

namespace HelpdeskMail.Mail.Smtp;

/// <summary>A server's answer (RFC 5321 section 4.2), lines joined.</summary>
/// <param name="Code">Three digits.</param>
/// <param name="EnhancedCode">Enhanced status code (RFC 2034, 3463); null for none.</param>
/// <param name="Lines">Words of each line, enhanced codes taken off.</param>
/// <param name="Words">The answer as it came, in one line.</param>
internal sealed record SmtpReply(int Code, string? EnhancedCode, IReadOnlyList<string> Lines, string Words)
{
    public bool IsPositive => Code is >= 200 and < 300;

    public bool IsIntermediate => Code is >= 300 and < 400;

    public string Text => string.Join(' ', Lines).Trim();

    /// <summary>Takes a line apart; false when it is no line of an answer.</summary>
    public static bool TryLine(ReadOnlySpan<byte> line, out int code, out bool isLast, out string text)
    {
        isLast = line.Length == 3 || (line.Length > 3 && line[3] is (byte)' ' or (byte)'\t');
        text = line.Length > 4 ? Encoding.UTF8.GetString(line[4..]) : "";
        return int.TryParse(line.Length >= 3 ? line[..3] : [], NumberStyles.None, CultureInfo.InvariantCulture, out code)
            && code is >= 200 and < 600
            && (isLast || line[3] == '-');
    }

    public static SmtpReply From(int code, IReadOnlyList<string> texts)
    {
        string? enhanced = null;
        var lines = new List<string>(texts.Count);
        foreach (var text in texts)
        {
            var end = text.IndexOf(' ', StringComparison.Ordinal) is var space && space < 0 ? text.Length : space;

            // Some write a colon behind it, or brackets around: «554 5.7.1: no», «550 [5.1.1] nobody».
            var word = text[..end].Trim('[', ']', '(', ')', ':', ',');
            if (IsEnhanced(word, code))
            {
                enhanced ??= word;
                lines.Add(text[end..].TrimStart());
            }
            else
            {
                lines.Add(text);
            }
        }

        enhanced ??= texts.Select(text => AfterHash(text, code)).FirstOrDefault(word => word is not null);
        return new SmtpReply(code, enhanced, lines, $"{code} {string.Join(' ', texts)}".TrimEnd());
    }

    /// <summary>The last whole answer in <paramref name="text"/>; null when there is none.</summary>
    public static SmtpReply? Read(string text)
    {
        SmtpReply? reply = null;
        var texts = new List<string>();
        foreach (var line in text.Split('\n')[..^1])
        {
            if (!TryLine(Encoding.UTF8.GetBytes(line.TrimEnd('\r')), out var code, out var isLast, out var words))
            {
                return reply;
            }

            texts.Add(words);
            if (isLast)
            {
                reply = From(code, texts);
                texts = [];
            }
        }

        return reply;
    }

    // qmail ends its sentences with «(#5.1.1)», Cisco's gateways begin theirs with «#5.1.0».
    private static string? AfterHash(string text, int code)
    {
        var hash = text.IndexOf('#', StringComparison.Ordinal);
        var word = new string([.. text.Skip(hash + 1).TakeWhile(letter => char.IsAsciiDigit(letter) || letter == '.')]);
        return hash >= 0 && IsEnhanced(word, code) ? word : null;
    }

    // «5.7.139» with the class of the reply code.
    private static bool IsEnhanced(string word, int code) =>
        word.Length is >= 5 and <= 9
        && word[0] == '0' + (code / 100)
        && word.Split('.') is [{ Length: 1 }, { Length: >= 1 and <= 3 } subject, { Length: >= 1 and <= 3 } detail]
        && subject.All(char.IsAsciiDigit) && detail.All(char.IsAsciiDigit);
}
