using System.Collections.Frozen;
using System.Text;
using System.Text.RegularExpressions;

namespace HelpdeskMail.Mail.Text;

/// <summary>Subjects for people and for comparing.</summary>
public static partial class SubjectText
{
    private const int LongestPrefix = 12;
    private const int LongestTag = 40;

    // A subject longer than this is no subject; and nobody puts more tickets before one.
    private const int LongestWithTicket = 2000;
    private const int MostTickets = 10;

    /// <summary>Blanks and marks of the direction of writing.</summary>
    private const string Blanks = " \t\u00A0\u3000\u200B\u200E\u200F\u202A\u202B\u202C\u2066\u2067\u2068\u2069\uFEFF";

    /// <summary>Reply and forward marks of mail programs in the languages they are made in, lower case.</summary>
    private static readonly FrozenSet<string> Marks = new[]
    {
        "re", "fw", "fwd", "aw", "wg", "antw", "antwort", "wtr", "weitergeleitet", "sv", "vs", "vb", "vl", "vá", "ref", "rép", "rep", "réf", "tr", "transf", "i", "r", "rif", "inoltro", "rv",
        "res", "enc", "doorst", "doorgestuurd", "betr", "odp", "pd", "ynt", "ilt", "yan", "atb", "pv", "továbbítás", "fs", "videresendt", "bls", "trs", "απ", "πρθ", "σχετ", "на", "отв",
        "ha", "пересл", "回复", "回覆", "答复", "转发", "轉寄", "轉發", "返信", "転送", "회신", "전달", "re-", "תגובה", "השב", "הועבר", "رد", "إعادة توجيه", "فوروارد", "پاسخ", "yht", "edasi", "nas",
        "fwd-", "reply", "forward", "forwarded", "antwoord", "svar", "vidarebefordrat", "videresend", "encaminhada", "resposta", "respuesta", "reenviado", "réponse", "transfert", "risposta", "odpowiedź", "przekazane", "odpověď", "přeposláno", "preposlané", "válasz", "răspuns", "redirecționat", "yanıt", "i̇lt", "İLT",
        "відп", "відповідь", "пер", "переадр", "απάντηση", "προώθηση", "答覆", "回應", "回信", "转寄", "답장", "답글", "رد على", "تحويل", "إعادة إرسال", "yml", "automaattinen vastaus", "automatiskt svar", "autosvar", "automatisk svar", "risposta automatica", "resposta automática",
        "odpowiedź automatyczna", "automatická odpověď", "automatikus válasz", "otomatik yanıt", "автоматический ответ", "автоответ", "自动回复", "自動回覆", "自動返信", "자동 회신", "out of office", "abwesenheitsnotiz",
        "përgj", "odg", "hal", "ответ", "bal", "trả lời", "chuyển tiếp", "ตอบ", "ส่งต่อ", "automatic reply", "automatische antwort", "réponse automatique", "respuesta automática", "automatisch antwoord",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The subject without reply and forward marks («Re:», «AW:», «Fwd:», «Re[2]:», «RE: [EXTERN]», «[list] Re:», full-width colons,
    /// repeated and mixed) and with single blanks. Other words in brackets, such as ticket tokens and list names, stay. Empty for null.
    /// </summary>
    public static string Base(string? subject)
    {
        var rest = (subject ?? "").AsSpan().Trim(Blanks);
        var tags = new StringBuilder();
        var tagsBefore = 0;
        var fromLastTag = rest;
        while (true)
        {
            if (PrefixLength(rest) is > 0 and var length)
            {
                rest = rest[length..].TrimStart(Blanks);
            }
            else if (rest.Length > 6 && rest[0] == '[' && rest[^1] == ']' && PrefixLength(rest[1..]) is > 0 and var inner)
            {
                // «[Fwd: …]» of old Netscape.
                rest = rest[(1 + inner)..^1].Trim();
            }
            else if (TagLength(rest) is > 0 and var tag)
            {
                tagsBefore = tags.Length;
                fromLastTag = rest;
                tags.Append(rest[..tag]).Append(' ');
                rest = rest[tag..].TrimStart(Blanks);
            }
            else
            {
                break;
            }
        }

        if (rest.IsEmpty && tags.Length > 0)
        {
            // Marks behind a tag that nothing follows are all that is there.
            tags.Length = tagsBefore;
            rest = fromLastTag;
        }

        return SingleBlanks(tags.Append(rest).ToString());
    }

    /// <summary>«[list] Re: Printer»: mailing lists and ticket systems put their tag before the marks. Zero where no mark follows.</summary>
    private static int TagLength(ReadOnlySpan<char> subject)
    {
        var end = subject is ['[', ..] ? subject[..Math.Min(subject.Length, LongestTag)].IndexOf(']') + 1 : 0;
        return end > 2 && PrefixLength(subject[end..].TrimStart(Blanks)) > 0 ? end : 0;
    }

    /// <summary>
    /// <see cref="Base"/> without the marks that ticket systems put at its beginning or end as well: «[Ticket#2024010110000012]», «[#4711]», «[ABC-123]», «Case 4711:», «(Anfrage Nr. 12)», in the common languages. Never empty for a
    /// subject that says something: a mark that is all there is stays.
    /// </summary>
    public static string WithoutTicket(string? subject)
    {
        var rest = Base(subject);
        for (var tickets = 0; tickets < MostTickets && rest.Length <= LongestWithTicket; tickets++)
        {
            var shorter = Base(TicketMark().Replace(rest, "", 1));
            if (shorter.Length == 0 || shorter.Length >= rest.Length)
            {
                return rest;
            }

            rest = shorter;
        }

        return rest;
    }

    /// <summary>Whether the subject begins with a reply or forward mark.</summary>
    public static bool IsReplyOrForward(string? subject) => PrefixLength((subject ?? "").AsSpan().Trim(Blanks)) > 0;

    private static int PrefixLength(ReadOnlySpan<char> text)
    {
        var warning = WarningLength(text);
        if (warning > 0)
        {
            return warning;
        }

        var colon = text[..Math.Min(text.Length, 40)].IndexOfAny(':', '：');
        if (colon <= 0)
        {
            return 0;
        }

        // Re[2]:, Re(3):, Re^2:, RE 2:
        var mark = text[..colon].TrimEnd(Blanks);
        mark = mark.TrimEnd("0123456789").TrimEnd("[(^*").TrimEnd() is var bare && mark.EndsWith("]") | mark.EndsWith(")")
            ? mark[..^1].TrimEnd("0123456789").TrimEnd("[(").TrimEnd()
            : bare;
        return mark.Length <= LongestPrefix + 12 && Marks.Contains(mark.ToString()) ? colon + 1 : 0;
    }

    /// <summary>Marks that mail gateways put in front: [EXTERN], [EXTERNAL], [SPAM].</summary>
    private static int WarningLength(ReadOnlySpan<char> text)
    {
        foreach (var word in (ReadOnlySpan<string>)["[EXTERN]", "[EXTERNAL]", "[EXT]", "[EXTERNE]", "[EXTERNER ABSENDER]", "[EXTERNE E-MAIL]", "[EXTERNAL SENDER]", "(EXTERNAL)", "EXTERNAL:", "[EXTERNO]", "[ESTERNO]", "[EKSTERN]", "[EXTERNÍ]", "[ZEWNĘTRZNY]", "[EXTERNAL EMAIL]", "[EXTÉRIEUR]", "(EXT)", "<EXT>", "EXT:", "【外部】", "[外部]", "[外部邮件]", "[外部郵件]", "*EXTERN*", "[SPAM]", "[SPAM?]", "{SPAM}", "{SPAM?}", "[POSSIBLE SPAM]", "[SUSPECTED SPAM]", "{DISARMED}", "***SPAM***", "*****SPAM*****"])
        {
            if (text.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            {
                var separator = text[word.Length..].TrimStart(Blanks);
                return separator is [':', ..] or ['-', ' ', ..] ? text.Length - separator.Length + 1 : word.Length;
            }
        }

        return 0;
    }

    private static string SingleBlanks(string text) => string.Join(' ', text.Split([' ', '\t', '\u00A0'], StringSplitOptions.RemoveEmptyEntries));

    private const string TicketWords =
        "(?:ticket|tkt|case|request|incident|issue|support|sr|inc|req|anfrage|vorgang|fall|aktenzeichen|demande|dossier|réf|ref|caso|solicitud|incidencia|richiesta|segnalazione|chamado|pedido|zaak|melding|aanvraag|ärende|sak|sag|pyyntö|zgłoszenie|sprawa|požadavek|заявка|обращение|тикет|talep|チケット|お問い合わせ番号|案件|工单|工單|문의)";

    // In brackets behind «#» or a word for ticket, or a key as «ABC-123»; without brackets only a word for ticket with its number.
    [GeneratedRegex(
        @"^\s*[\[(](?:[^\[\]()]{0,30}\#\s?[A-Z0-9-]{0,12}\d+|[A-Z][A-Z0-9]{1,9}-\d+|" + TicketWords + @"[^\[\]()]{0,20}\d+)[^\[\]()]{0,10}[\])]\s*[:–-]?\s*"
        + @"|\s*[\[(](?:[^\[\]()]{0,30}\#\s?[A-Z0-9-]{0,12}\d+|" + TicketWords + @"[^\[\]()]{0,20}\d+)[^\[\]()]{0,10}[\])]\s*$"
        + @"|^\s*" + TicketWords + @"(?:\s*(?:no|nr|n°|id|number|nummer|numéro)\.?)?\s*[:\#]?\s*\#?[A-Z]{0,6}-?\d{2,}\s*[:–-]\s*",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking, 1000)]
    private static partial Regex TicketMark();
}
