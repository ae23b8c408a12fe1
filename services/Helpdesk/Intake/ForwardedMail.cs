using System.Text.RegularExpressions;
using HelpdeskMail.Helpdesk.Tickets;
using HelpdeskMail.Mail.Mime;
using HelpdeskMail.Mail.Text;

namespace HelpdeskMail.Helpdesk.Intake;

/// <summary>Reads who wrote a mail that somebody has forwarded: out of the attached message, or out of the header that mail programs write above the words.</summary>
internal static partial class ForwardedMail
{
    private const int LinesSearched = 400;

    /// <summary>How far below the sender the other fields of a quoted header stand.</summary>
    private const int HeaderHeight = 6;

    /// <summary>Its author; null when the mail is no forward, or does not say.</summary>
    public static EntryAddress? AuthorOf(MimeMessage message, string text)
    {
        if (!SubjectText.IsReplyOrForward(message.Subject))
        {
            return null;
        }

        var attached = message.Root.Walk().Skip(1).Select(part => part.Message).FirstOrDefault(inner => inner is not null);
        var author = attached is not null ? (attached.From is [var from, ..] ? from : null) : Forward().IsMatch(message.Subject ?? "") ? Quoted(text) : null;
        return author is { IsComplete: true } ? EntryAddress.From(author) : null;
    }

    private static Mailbox? Quoted(string text)
    {
        var lines = text.Split('\n', LinesSearched + 1);
        for (var i = 0; i < Math.Min(lines.Length, LinesSearched); i++)
        {
            if (FromLine().Match(lines[i]) is { Success: true } found
                && lines.Skip(i + 1).Take(HeaderHeight).Count(line => OtherLine().IsMatch(line)) >= 2
                && AddressList.Parse(found.Groups["author"].Value.Replace("[mailto:", "<", StringComparison.OrdinalIgnoreCase).Replace(']', '>')) is [var author, ..])
            {
                return author;
            }
        }

        return null;
    }

    /// <summary>Marks of a forward in the languages that mail programs come in.</summary>
    [GeneratedRegex(
        @"^\s*(\[EXTERN(AL)?\]\s*)?(fwd?|wg|wtr|tr|transf|vs|vb|vl|rv|enc|doorst|doorgestuurd|i|inoltro|pd|ilt|továbbítás|fs|videresendt|trs|πρθ|пересл|转发|轉寄|轉發|転送|전달)\s*[:：]",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Forward();

    [GeneratedRegex(@"^[>\s*]*(from|von|de|da|van|från|fra|od|lähettäjä|от|发件人|差出人|보낸 사람)\*?\s*[:：]\*?\s*(?<author>[^\r\n]{3,300})", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FromLine();

    [GeneratedRegex(
        @"^[>\s*]*(date|sent|datum|gesendet|envoyé|enviado( el)?|inviato|data|verzonden|skickat|sendt|to|an|à|para|a|aan|till|til|subject|betreff|objet|asunto|oggetto|onderwerp|ämne|emne|assunto|temat|тема|дата|кому|发送时间|收件人|主题|送信日時|宛先|件名|cc)\*?\s*[:：]",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OtherLine();
}
