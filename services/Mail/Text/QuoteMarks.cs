using System.Buffers;
using System.Collections.Frozen;

namespace HelpdeskMail.Mail.Text;

/// <summary>The words by which mail programs introduce what they quote.</summary>
internal static class QuoteMarks
{
    private const int LongestAttribution = 300;

    private static readonly SearchValues<string> Verbs = SearchValues.Create(
        [
            "wrote", "schrieb", "a écrit", "ha scritto", "escribió", "va escriure", "escreveu", "schreef", "skrev", "napisał", "napsal", "napísal", "kirjoitti", "написал", "пише", "написав", "написа",
            "yazdı", "写道", "寫道", "書きました", "のメール", "작성", "írta", "a scris", "έγραψε", "כתב", "كتب", "viết", "เขียน", "napisao", "je napisal", "rašė", "rakstīja", "kirjutas", "nous a écrit", "geschreven", "schrieben",
            "ha escrit", "menulis", "नेलिखा", "pisze", "מאת",
        ],
        StringComparison.OrdinalIgnoreCase);

    private static readonly string[] Separators =
    [
        "original message", "forwarded message", "original appointment", "ursprüngliche nachricht", "originalnachricht", "original-nachricht", "weitergeleitete nachricht", "ursprünglicher termin",
        "message d'origine", "message d’origine", "message original", "message transféré", "message transmis", "messaggio originale", "messaggio inoltrato", "mensaje original", "mensaje reenviado",
        "mensagem original", "mensagem encaminhada", "oorspronkelijk bericht", "doorgestuurd bericht", "oprindelig meddelelse", "videresendt meddelelse", "originalmeddelande", "ursprungligt meddelande", "vidarebefordrat meddelande",
        "opprinnelig melding", "videresendt melding", "alkuperäinen viesti", "välitetty viesti", "wiadomość oryginalna", "oryginalna wiadomość", "wiadomość przekazana", "původní zpráva", "přeposlaná zpráva", "pôvodná správa",
        "eredeti üzenet", "továbbított üzenet", "mesaj original", "исходное сообщение", "пересылаемое сообщение", "пересланное сообщение", "оригінальне повідомлення", "orijinal mesaj", "iletilen mesaj", "αρχικό μήνυμα", "原始邮件", "原始郵件", "转发的邮件", "轉寄的郵件",
        "元のメッセージ", "転送メッセージ", "원본 메시지", "원본 메일", "הודעה מקורית", "الرسالة الأصلية",
    ];

    private static readonly string[] Beginnings =
    [
        "begin forwarded message:", "anfang der weitergeleiteten nachricht:", "début du message réexpédié", "début du message transféré", "inizio messaggio inoltrato:", "inicio del mensaje reenviado:", "begin doorgestuurd bericht:",
        "start på videresendt besked", "vidarebefordrat brev:", "início da mensagem reencaminhada:",
    ];

    private static readonly FrozenSet<string> FromLabels = Set("from", "von", "de", "da", "van", "från", "fra", "od", "lähettäjä", "от", "від", "feladó", "kimden", "gönderen", "από", "发件人", "寄件者", "寄件人", "差出人", "보낸 사람", "보낸사람", "מאת", "من", "de la", "expéditeur", "mittente", "remitente", "afzender", "отправитель", "saatja", "nuo");

    private static readonly FrozenSet<string> OtherLabels = Set(
        "sent", "to", "cc", "subject", "date", "reply-to", "gesendet", "an", "betreff", "datum", "kopie", "envoyé", "à", "objet", "date d'envoi", "inviato", "a", "oggetto", "data", "enviado", "enviado el", "enviada em", "enviada", "para", "asunto", "assunto", "fecha",
        "verzonden", "aan", "onderwerp", "skickat", "till", "ämne", "sendt", "til", "emne", "dato", "wysłane", "wysłano", "do", "dw", "temat", "odesláno", "komu", "předmět", "predmet", "odoslané", "lähetetty", "vastaanottaja", "aihe", "päivämäärä",
        "отправлено", "кому", "тема", "дата", "копия", "надіслано", "elküldve", "címzett", "tárgy", "dátum", "trimis", "către", "subiect", "gönderildi", "gönderme tarihi", "kime", "konu", "tarih", "στάλθηκε", "προς", "θέμα", "发送时间", "日期", "收件人", "主题", "抄送", "寄件日期", "收件者", "主旨", "副本",
        "送信日時", "日時", "宛先", "件名", "보낸 날짜", "날짜", "받는 사람", "제목", "נשלח", "אל", "נושא", "תאריך", "تم الإرسال", "إلى", "الموضوع", "التاريخ", "saadetud", "teema", "išsiųsta", "kam", "tema");

    /// <summary>Whether lines joined into one are an attribution: «On 1 Jan 2024, Ann wrote:».</summary>
    public static bool IsAttribution(ReadOnlySpan<char> line, bool quoteFollows)
    {
        line = line.Trim(" *\u00A0\u200E\u200F\u202A\u202B\u202C\u2066\u2067\u2068\u2069");
        if (line.Length is < 6 or > LongestAttribution || line[0] == '>')
        {
            return false;
        }

        var ends = line[^1] is ':' or '：' || line.EndsWith("のメール") || (quoteFollows && line.EndsWith("wrote"));
        if (!ends || line.IndexOfAny(Verbs) < 0)
        {
            return false;
        }

        return quoteFollows || line.Contains('@') || line.IndexOfAnyInRange('0', '9') >= 0;
    }

    /// <summary>Whether a line may begin an attribution that goes on in the next lines.</summary>
    public static bool MayBeginAttribution(ReadOnlySpan<char> line) => line.IndexOfAnyInRange('0', '9') >= 0 || line.Contains('@') || line.Contains('<');

    /// <summary>Whether a line alone says that history follows: «-----Original Message-----».</summary>
    public static bool IsSeparator(ReadOnlySpan<char> line)
    {
        line = line.Trim();
        foreach (var beginning in Beginnings)
        {
            if (line.StartsWith(beginning, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        if (line.Length is < 8 or > 90 || line[0] is not '-' and not '_' and not '—')
        {
            return false;
        }

        line = line.Trim("-_— *");
        foreach (var separator in Separators)
        {
            if (line.StartsWith(separator, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a line is drawn across the page.</summary>
    public static bool IsRule(ReadOnlySpan<char> line)
    {
        line = line.Trim();
        return line.Length >= 10 && line.TrimStart(line[0]).IsEmpty && line[0] is '_' or '-' or '=' or '—';
    }

    /// <summary>The label of a line «From: …», «*Von:* …»; empty when it has none.</summary>
    public static bool IsFromLabel(ReadOnlySpan<char> line) => FromLabels.Contains(Label(line));

    /// <summary>Whether a line has another label of a quoted header.</summary>
    public static bool IsOtherLabel(ReadOnlySpan<char> line) => OtherLabels.Contains(Label(line));

    private static string Label(ReadOnlySpan<char> line)
    {
        line = line[..Math.Min(line.Length, 40)].TrimStart(" *\t\u00A0");
        var colon = line.IndexOfAny(':', '：');
        return colon is > 0 and < 24 ? line[..colon].Trim(" *\u00A0").ToString() : "";
    }

    private static FrozenSet<string> Set(params string[] labels) => labels.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
