using System.Text.RegularExpressions;
using HelpdeskMail.Helpdesk.Tickets;
using HelpdeskMail.Mail.Mime;
using HelpdeskMail.Mail.Text;

namespace HelpdeskMail.Helpdesk.Intake;

/// <summary>Reads who wrote a mail that somebody has forwarded: out of the attached message, or out of the header that mail programs write above the words.</summary>
internal static partial class ForwardedMail
{
    private const int LinesSearched = 400;

    /// <summary>How far from the sender the other fields of a quoted header stand: Outlook and Gmail write the sender first, Thunderbird third.</summary>
    private const int HeaderHeight = 6;

    /// <summary>More new words than this above an attached mail are a mail of their own, which has another as its enclosure.</summary>
    private const int FewWords = 400;

    /// <summary>Its author; null when the mail is no forward, or does not say.</summary>
    public static EntryAddress? AuthorOf(MimeMessage message, string text)
    {
        var author = Attached(message, text) is { } inner ? (inner.From is [var from, ..] ? from : null)
            : Forward().IsMatch(message.Subject ?? "") ? Quoted(text)
            : null;
        return author is { IsComplete: true } ? EntryAddress.From(author) : null;
    }

    /// <summary>The mail that is forwarded as an attachment: the only one, under a subject that says so, under its own, or with hardly a word.</summary>
    private static MimeMessage? Attached(MimeMessage message, string text)
    {
        if (message.Root.ContentType.Is("multipart", "report") || message.Root.Walk().Skip(1).Select(part => part.Message).OfType<MimeMessage>().Take(2).ToList() is not [var inner, ..] attached)
        {
            return null;
        }

        return SubjectText.IsReplyOrForward(message.Subject) ? inner
            : attached.Count == 1 && (text.Length <= FewWords || SubjectText.Base(message.Subject).Equals(SubjectText.Base(inner.Subject), StringComparison.OrdinalIgnoreCase)) ? inner
            : null;
    }

    private static Mailbox? Quoted(string text)
    {
        var lines = text.Split('\n', LinesSearched + 1);
        for (var i = 0; i < Math.Min(lines.Length, LinesSearched); i++)
        {
            if (FromLine().Match(lines[i]) is { Success: true } found
                && lines.Skip(Math.Max(0, i - HeaderHeight)).Take(Math.Min(i, HeaderHeight)).Concat(lines.Skip(i + 1).Take(HeaderHeight)).Count(line => OtherLine().IsMatch(line)) >= 2
                && AddressList.Parse(found.Groups["author"].Value.Replace("[mailto:", "<", StringComparison.OrdinalIgnoreCase).Replace("<mailto:", "<", StringComparison.OrdinalIgnoreCase).Replace(']', '>')) is [{ IsComplete: true } author, ..])
            {
                return author;
            }
        }

        return null;
    }

    /// <summary>Marks of a forward in the languages that mail programs come in.</summary>
    [GeneratedRegex(
        @"^\s*(\[[^\]]{1,30}\]\s*)?(fwd?|wg|wtr|weitergeleitet|tr|transf|vs|vb|vl|rv|enc|doorst|doorgestuurd|i|inoltro|pd|ilt|továbbítás|továbbítva|fs|videresendt|trs|πρθ|edasi|nas|bls|teruskan|chuyển tiếp|ส่งต่อ|הועבר|إعادة توجيه|пересл|переслано|препратено|转发|轉寄|轉發|転送|전달)\s*[:：]",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Forward();

    [GeneratedRegex(
        @"^[>|\s*]*(from|von|de|da|van|från|fra|od|lähettäjä|от|от кого|отправитель|від|feladó|odesílatel|odosielateľ|expéditeur|absender|mittente|remitente|remetente|avsender|afsender|avsändare|afzender|de la|gönderen|kimden|από|saatja|nuo|no|pošiljatelj|dari|từ|จาก|מאת|من|发件人|寄件者|寄件人|差出人|送信者|보낸 사람)\s?\*?\s*[:：]\*?\s*(?<author>[^\r\n]{3,300})",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex FromLine();

    [GeneratedRegex(
        @"^[>|\s*]*(date|sent|sent at|datum|gesendet|envoyé|enviado( el| em)?|enviada( em)?|fecha|inviato|data|verzonden|skickat|sendt|dato|to|an|à|para|a|aan|till|til|subject|betreff|objet|asunto|oggetto|onderwerp|ämne|emne|assunto|temat|cc|kopie|kopia|kopi|copia"
        + @"|do|dw|wysłano|przedmiot|komu|předmět|predmet|odesláno|odoslané|címzett|elküldve|tárgy|dátum|vastaanottaja|aihe|lähetetty|päivämäärä|kime|konu|tarih|gönderilme|προς|θέμα|ημερομηνία|στάλθηκε|către|subiect|trimis|kepada|tanggal|đến|chủ đề|ngày"
        + @"|тема|дата|кому|копия|отправлено|надіслано|до|изпратено|относно|תאריך|אל|נושא|נשלח|إلى|الموضوع|التاريخ|发送时间|收件人|主题|日期|抄送|寄件日期|收件者|主旨|送信日時|日時|宛先|件名|받는 사람|제목|보낸 날짜|날짜)\s?\*?\s*[:：]",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex OtherLine();
}
