using System.Buffers;
using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace HelpdeskMail.Mail.Text;

/// <summary>The words by which mail programs introduce what they quote.</summary>
internal static partial class QuoteMarks
{
    private const int LongestAttribution = 300;

    /// <summary>What stands around words of these lines: blanks, stars of bold text, marks of the direction of writing.</summary>
    private const string Blanks = " \t*_\u00A0\u200E\u200F\u202A\u202B\u202C\u2066\u2067\u2068\u2069";

    /// <summary>What lines across the page are drawn with. Proton's bridge took hyphens that are none (U+2010).</summary>
    private const string Strokes = "-_—–=\u2010";

    private static readonly SearchValues<string> Verbs = SearchValues.Create(
        [
            "wrote", "schrieb", "a écrit", "ha scritto", "escribió", "va escriure", "escreveu", "schreef", "skrev", "napisał", "napsal", "napísal", "kirjoitti", "написал", "пише", "написав", "написа",
            "yazdı", "写道", "寫道", "書きました", "のメール", "작성", "írta", "a scris", "έγραψε", "כתב", "كتب", "viết", "เขียน", "napisao", "rašė", "rakstīja", "kirjutas", "nous a écrit", "nous a dit", "geschreven", "schrieben",
            "ha escrit", "menulis", "ने लिखा", "pisze", "מאת", "napisana", "verzond", "كتابة", "のメッセージ", "hat geantwortet", "sent:", "envoyé:", "a envoyé", "zapsal", "ecrit", "napisal", "je oseba",
            "نوشت", "نے لکھا", "escribiu", "idatzi", "geskryf", "isinulat", "aliandika", "쓴 글", "skrifaði", "shkroi", "напиша", "піша", "напісаў", "დაწერა", "գրել է", "жазды", "бичсэн", "ysgrifennodd", "scríobh", "skribis", "লিখেছেন", "எழுதியது", "రాశారు", "എഴുതി", "ಬರೆದಿದ್ದಾರೆ", "लिहिले", "લખ્યું", "> del dia ",
            "yazıb", "ጽፏል", "ጻፈ", "लेख्नुभयो", "लेखे", "ලිව්වේ", "ලියා ඇත", "ຂຽນ", "ရေးသား", "ရေးခဲ့", "សរសេរ", "yozdi", "ਲਿਖਿਆ", "ubhale", "язды", "geschriwwen", "skreiv", "kiteb", "sgrìobh",
        ],
        StringComparison.OrdinalIgnoreCase);

    private static readonly string[] Separators =
    [
        "original message", "forwarded message", "original appointment", "ursprüngliche nachricht", "originalnachricht", "original-nachricht", "weitergeleitete nachricht", "ursprünglicher termin",
        "message d'origine", "message d’origine", "message original", "message transféré", "message transmis", "messaggio originale", "messaggio inoltrato", "mensaje original", "mensaje reenviado",
        "mensagem original", "mensagem encaminhada", "oorspronkelijk bericht", "doorgestuurd bericht", "oprindelig meddelelse", "oprindelig besked", "videresendt meddelelse", "originalmeddelande", "ursprungligt meddelande", "vidarebefordrat meddelande",
        "opprinnelig melding", "videresendt melding", "alkuperäinen viesti", "välitetty viesti", "wiadomość oryginalna", "oryginalna wiadomość", "wiadomość przekazana", "původní zpráva", "původní e-mail", "přeposlaná zpráva", "pôvodná správa",
        "eredeti üzenet", "továbbított üzenet", "mesaj original", "исходное сообщение", "пересылаемое сообщение", "пересланное сообщение", "оригінальне повідомлення", "orijinal mesaj", "iletilen mesaj", "αρχικό μήνυμα", "原始邮件", "原始郵件", "转发的邮件", "轉寄的郵件",
        "元のメッセージ", "転送メッセージ", "원본 메시지", "원본 메일", "הודעה מקורית", "الرسالة الأصلية", "reply message", "replied message", "antwort nachricht", "original-message", "original email", "original mail", "回复的原邮件", "转发的原邮件", "回复的邮件", "元のメール", "전달된 메일", "전달된 메시지",
        "הודעה שהועברה", "رسالة محولة", "رسالة أصلية", "προωθημένο μήνυμα", "переслане повідомлення", "початкове повідомлення", "mesaj redirecționat", "mesajul original", "izvorna poruka", "originalna poruka", "original besked", "videresendt besked", "preposlaná správa", "wiadomość przesłana dalej",
    ];

    private static readonly string[] Beginnings =
    [
        "begin forwarded message:", "anfang der weitergeleiteten nachricht:", "début du message réexpédié", "début du message transféré", "inizio messaggio inoltrato:", "inicio del mensaje reenviado:", "begin doorgestuurd bericht:",
        "start på videresendt besked", "vidarebefordrat brev:", "início da mensagem reencaminhada:", "début du message transmis", "inizio messaggio inoltrato", "välitetty viesti alkaa:", "videresendt melding:", "początek przekazywanej wiadomości:", "začátek přeposílané zprávy:",
        "начало переадресованного сообщения:", "iletilen mesajın başlangıcı:", "továbbított üzenet kezdete:", "转发的邮件:", "开始转发邮件", "開始轉寄郵件", "転送されたメッセージ:", "전달된 메시지 시작:", "תחילת ההודעה שהועברה:", "##- please type your reply above this line", "-- please reply above this line", "please reply above this line",
        "##- bitte geben sie ihre antwort oberhalb dieser zeile ein", "bitte antworten sie oberhalb dieser linie", "##- veuillez saisir votre réponse au-dessus de cette ligne",
    ];

    private static readonly string[] QuotingWords = ["quoting ", "zitat von ", "citando ", "citaat van ", "citat från ", "citat fra ", "cytowanie ", "cytat "];

    /// <summary>What some apps begin with a line above a marked quote that they forget the colon of: «Am 03.03.26 um 10:00 schrieb Ann».</summary>
    private static readonly string[] DayWords = ["on ", "am ", "le ", "el ", "il ", "op ", "em ", "den ", "dne ", "w dniu "];

    private static readonly FrozenSet<string> FromLabels = Set("from", "von", "de", "da", "van", "från", "fra", "od", "lähettäjä", "от", "від", "feladó", "kimden", "gönderen", "από", "发件人", "寄件者", "寄件人", "差出人", "보낸 사람", "보낸사람", "מאת", "من", "de la", "expéditeur", "expeditor", "expediat", "mittente", "remitente", "afzender", "отправитель", "saatja", "nuo",
        "šalje", "šalju", "no", "จาก", "từ", "dari", "daripada", "از", "frá", "nork", "प्रेषक", "од", "nga", "kimdən", "ад", "кімнен", "გამომგზავნი", "oddi wrth",
        "ումից", "থেকে", "প্রেরক", "প্ৰেৰক", "તરફથી", "પ્રેષક", "ಇಂದ", "ಇವರಿಂದ", "പ്രേഷകൻ", "അയച്ചയാൾ", "कडून", "बाट", "அனுப்புநர்", "నుండి", "వీరి నుండి", "ਵੱਲੋਂ", "ਤੋਂ", "ପ୍ରେରକ", "منجانب", "از طرف", "хэнээс", "ពី", "ຈາກ", "မှ", "වෙතින්", "ከ", "kutoka", "kutoka kwa", "kimdan", "кимден", "кемнән", "ó", "vun", "frå", "minn", "mula kay", "mula sa", "kusuka", "evela", "daga", "шаље", "от кого", "від кого", "keneltä", "送信者", "المرسل", "لە");

    private static readonly FrozenSet<string> OtherLabels = Set(
        "sent", "to", "cc", "subject", "date", "reply-to", "gesendet", "an", "betreff", "datum", "kopie", "envoyé", "à", "objet", "date d'envoi", "inviato", "a", "oggetto", "data", "enviado", "enviado el", "enviada em", "enviada", "para", "asunto", "assunto", "fecha",
        "verzonden", "aan", "onderwerp", "skickat", "till", "ämne", "sendt", "til", "emne", "dato", "wysłane", "wysłano", "do", "dw", "temat", "odesláno", "komu", "předmět", "predmet", "odoslané", "lähetetty", "vastaanottaja", "aihe", "päivämäärä",
        "отправлено", "кому", "тема", "дата", "копия", "надіслано", "elküldve", "küldve", "címzett", "másolatot kap", "tárgy", "dátum", "trimis", "către", "subiect", "gönderildi", "gönderme tarihi", "kime", "konu", "tarih", "στάλθηκε", "προς", "θέμα", "发送时间", "日期", "收件人", "主题", "抄送", "寄件日期", "收件者", "主旨", "副本",
        "送信日時", "日時", "宛先", "件名", "보낸 날짜", "날짜", "받는 사람", "제목", "נשלח", "אל", "נושא", "תאריך", "تم الإرسال", "إلى", "الموضوع", "التاريخ", "saadetud", "teema", "išsiųsta", "kam", "tema",
        "kopia", "kopi", "copia", "cópia", "svar til", "svara till", "antwort an", "répondre à", "responder a", "data invio", "envoi", "sent on", "date sent", "发送", "傳送日期", "發送時間", "已傳送", "收件者", "密件抄送", "送信日", "宛先名", "참조", "보낸 시간", "받는사람", "보낸날짜", "εστάλη", "ημερομηνία", "κοιν.",
        "odoslané", "dátum odoslania", "kópia", "копія", "дата отправки", "дата відправлення", "bilgi", "gönderim tarihi", "trimisă", "data trimiterii", "أُرسلت", "أرسلت", "تاريخ الإرسال", "نسخة", "עותק", "sendt den", "dato sendt", "lähetysaika", "pvm", "kopio",
        "poslano", "prima", "za", "zadeva", "poslato", "naslov", "изпратено", "до", "относно", "ส่ง", "ถึง", "เรื่อง", "วันที่", "đã gửi", "đến", "chủ đề", "ngày", "nosūtīts", "tēma", "dikirim", "dihantar", "kepada", "subjek", "tanggal", "ارسال", "به", "موضوع",
        "efni", "enviat", "per a", "assumpte", "bidalia", "nori", "gaia", "भेजा गया", "प्रति", "विषय", "послато", "за", "наслов", "испратено", "dërguar", "për", "subjekti", "göndərilib", "kimə", "mövzu", "адпраўлена", "каму", "тэма", "жіберілді", "кімге", "тақырып", "გაიგზავნა", "თემა", "terkirim", "ke",
        "anfonwyd", "at", "pwnc",
        "ուղարկված է", "ուղարկվել է", "ում", "թեմա", "ամսաթիվ", "পাঠানো হয়েছে", "প্রেরিত", "পাঠানো", "প্রতি", "প্রাপক", "বিষয়", "তারিখ", "મોકલ્યું", "મોકલેલ", "પ્રતિ", "વિષય", "તારીખ", "ಕಳುಹಿಸಲಾಗಿದೆ", "ಕಳುಹಿಸಿದ್ದು", "ಇವರಿಗೆ", "ಗೆ", "ವಿಷಯ", "ದಿನಾಂಕ", "അയച്ചത്", "സ്വീകർത്താവ്", "വിഷയം", "തീയതി", "पाठवले", "पाठविले", "दिनांक", "दिनाँक", "तारीख", "पठाइएको", "लाई", "அனுப்பப்பட்டது", "பெறுநர்", "பொருள்", "தேதி", "పంపినది", "పంపబడింది", "వీరికి", "విషయం", "తేదీ", "ਭੇਜਿਆ", "ਵੱਲ", "ਨੂੰ", "ਵਿਸ਼ਾ", "ମିତି", "ପଠାଯାଇଛି", "ପ୍ରତି", "ବିଷୟ", "بھیجا گیا", "ارسال کردہ", "بنام", "تاریخ", "илгээсэн", "хэнд", "гарчиг", "сэдэв", "огноо", "បានផ្ញើ", "ទៅ", "ជូន", "ប្រធានបទ", "ກຳນົດສົ່ງ", "ສົ່ງ", "ເຖິງ", "ຫົວຂໍ້", "ຫົວເລື່ອງ", "ပို့ထားသည်", "သို့", "အကြောင်းအရာ", "යැවූයේ", "යැවුවේ", "වෙත", "මාතෘකාව", "විෂය", "የተላከው", "ተልኳል", "ለ", "ርዕሰ ጉዳይ", "ርዕስ", "imetumwa", "iliyotumwa", "ilitumwa", "kwa", "mada", "gestuur", "yuborildi", "yuborilgan", "kimga", "mavzu", "жөнөтүлдү", "кимге", "темасы", "җибәрелде", "кемгә", "seolta", "chuig", "ábhar", "mibgħut", "lil", "suġġett", "geschéckt", "un", "sujet", "ipinadala", "para kay", "kay", "paksa", "kuthunyelwe", "ku", "isihloko", "ithunyelwe", "umxholo", "an aika", "zuwa", "jigo", "batu", "saatmisaeg", "adressaat", "saaja", "kellele", "koopia", "kuupäev", "kopija", "kopēts", "sūtīts", "коме", "датум", "предмет", "копија", "kome", "відправлено", "傳送時間", "时间", "時間", "发件时间", "传送时间", "người nhận", "tới", "tiêu đề", "ngày gửi", "subyek", "perihal", "αποστολή", "κοινοποίηση", "κοιν", "ημ/νία", "kenelle", "lähetyspäivä", "odesláno dne", "kopie na", "wysłana", "temo", "al", "sendita", "نێردراوە", "بۆ", "بابەت", "لیږل شوی", "ته", "ارسال شده", "sujet");

    /// <summary>Those of a subject. People write «From: Berlin», «To: Munich» and «Date: 12 May» of much that is no mail.</summary>
    private static readonly FrozenSet<string> SubjectLabels = Set(
        "subject", "betreff", "objet", "sujet", "oggetto", "asunto", "assunto", "onderwerp", "ämne", "emne", "temat", "předmět", "predmet", "aihe", "тема", "tárgy", "subiect", "konu", "θέμα", "主题", "主旨", "件名", "제목", "נושא", "الموضوع", "teema", "tema", "zadeva", "naslov", "относно", "เรื่อง", "chủ đề", "tiêu đề", "tēma",
        "subjek", "subyek", "perihal", "موضوع", "efni", "assumpte", "gaia", "विषय", "наслов", "предмет", "subjekti", "mövzu", "тэма", "тақырып", "თემა", "pwnc", "թեմա", "বিষয়", "વિષય", "ವಿಷಯ", "വിഷയം", "பொருள்", "విషయం", "ਵਿਸ਼ਾ", "ବିଷୟ", "гарчиг", "сэдэв", "ប្រធានបទ", "ຫົວຂໍ້", "ຫົວເລື່ອງ", "အကြောင်းအရာ", "මාතෘකාව", "විෂය", "ርዕሰ ጉዳይ", "ርዕስ",
        "mada", "mavzu", "темасы", "ábhar", "suġġett", "paksa", "isihloko", "umxholo", "jigo", "temo", "بابەت", "batu");

    private static readonly FrozenSet<string> DateLabels = Set("date", "datum", "fecha", "data", "dato", "дата", "päivämäärä", "tarih", "日期", "日時", "날짜", "sent", "gesendet", "envoyé", "enviado", "inviato", "verzonden", "skickat", "sendt", "wysłano", "lähetetty", "отправлено", "发送时间", "送信日時");

    /// <summary>Whether lines joined into one are an attribution: «On 1 Jan 2024, Ann wrote:».</summary>
    public static bool IsAttribution(ReadOnlySpan<char> line, bool quoteFollows)
    {
        line = line.Trim(Blanks);
        if (line.Length is < 6 or > LongestAttribution || line[0] == '>')
        {
            return false;
        }

        // «---- On Mon, 1 Jan 2024 10:00:00 +0100 Ann <a@x> wrote ----» of Zoho.
        var ruled = line.StartsWith("--") && line.EndsWith("--");
        line = ruled ? line.Trim("- ") : line;
        var ends = ruled || line[^1] is ':' or '：' || line.EndsWith("のメール") || (quoteFollows && (line.EndsWith("wrote") || (StartsWithAny(line, DayWords) && IsDated(line))));
        if (line.Length < 6 || !ends)
        {
            return false;
        }

        var dated = IsDated(line);
        if (line.IndexOfAny(Verbs) >= 0 || ((line[0] is 'O' or 'o') && line.EndsWith("sent:")))
        {
            return quoteFollows || line.Contains('@') || dated;
        }

        // «Zitat von Ann <a@x>:» of Horde, «Ann <a@x> writes:» of Gnus, «On 1 Jan 2024, Ann said:».
        if (quoteFollows && (line.EndsWith(" writes:") || (dated && line.EndsWith(" said:")) || StartsWithAny(line, QuotingWords)))
        {
            return true;
        }

        // «2024年1月2日(火) 10:00 Ann <a@x>:»: programs in Japanese, Russian and Czech leave the verb out.
        return dated && line.Contains('@') && line.TrimEnd(":：\u200F\u202C\u200E ") is var bare && bare.Length > 0
            && (bare[^1] is '>' or ')' or '"' || (quoteFollows && bare[(bare.LastIndexOf(' ') + 1)..].Contains('@')));
    }

    /// <summary>
    /// «On Mon, 1 Jan 2024 at 10:00, Ann&lt;a@x&gt; wrote:   text»: Yahoo's app for Android goes on in the same line with what it quotes.
    /// </summary>
    public static bool HoldsAttribution(ReadOnlySpan<char> line)
    {
        var end = line.Length <= 2000 ? line.IndexOf(":  ") : -1;
        return end > 0 && line[..end].Contains('@') && IsDated(line[..end]) && IsAttribution(line[..(end + 1)], quoteFollows: false);
    }

    /// <summary>
    /// Where an attribution begins in a line that has other words before it: «Thanks! On Mon, 1 Jan 2024, Ann wrote:» of programs that lose a line end; -1 when none does.
    /// </summary>
    public static int AttributionWithin(ReadOnlySpan<char> line)
    {
        if (line.Length > LongestAttribution)
        {
            return -1;
        }

        foreach (var match in Opening().EnumerateMatches(line))
        {
            return match.Index + line[match.Index..].IndexOfAnyExcept(' ');
        }

        return -1;
    }

    [GeneratedRegex(@"(?<=[^\s-])( +|-{2,} ?)(?=(On|Am|Le|El|Il|Op|Em|Den) ([^\s:]{1,12} ){0,3}[^\s:]{0,3}\d)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Opening();

    /// <summary>«&gt;&gt;&gt; Ann &lt;a@x&gt; 01.01.2024 10:00 &gt;&gt;&gt;» of GroupWise, which marks the lines below it in no way.</summary>
    public static bool IsGroupWiseHeader(ReadOnlySpan<char> line)
    {
        line = line.Trim(Blanks);
        return line.Length is > 12 and < 300 && line.StartsWith(">>> ") && line.EndsWith(" >>>") && IsDated(line);
    }

    /// <summary>Whether a line above a quote names a day and an address and nothing else: «2024/1/2 Ann &lt;a@x&gt;»; or a moment and a name as Gmail once did: «2024-01-02 10:00 GMT+01:00 Ann».</summary>
    public static bool IsDayAndAddress(ReadOnlySpan<char> line)
    {
        line = line.Trim(Blanks);
        return line.Length is > 12 and < 160 && char.IsAsciiDigit(line[0]) && IsDated(line)
            && (((line[^1] == '>' || line.EndsWith(">:")) && line.Contains('@')) || line.Contains(" GMT+", StringComparison.Ordinal) || line.Contains(" GMT-", StringComparison.Ordinal));
    }

    /// <summary>
    /// Whether a line names a person and a moment and nothing else, as «Jane Doe, 3 March 2026 10:12:». People head minutes and pasted chats like this too: it takes more than the line to call what follows quoted.
    /// </summary>
    public static bool IsNameAndMoment(ReadOnlySpan<char> line)
    {
        line = line.Trim(Blanks);
        return line.Length is > 16 and <= 100 && line[^1] is ':' or '：' && WriterThenMoment().IsMatch(line);
    }

    // A name of two words or more, then a day with its year and a time of day, with words of the calendar between them.
    [GeneratedRegex(@"^\p{Lu}[\p{L}\p{M}'’.-]*( ([\p{Lu}\p{Lo}][\p{L}\p{M}'’.-]*|van|von|vom|zu|zur|de|der|den|del|della|di|da|dos|du|la|le|el|al|bin|ibn|ter|ten|y)){1,4}(,| [-–—@]| on| am| le| el| il| op| den)? ?(\p{L}{2,12}[.,]? |)((\d{1,2}(\.|st|nd|rd|th|º|er)? (de )?\p{L}{3,12}\.?,? (de )?\d{4})|(\p{L}{3,12}\.? \d{1,2}(st|nd|rd|th)?,? \d{4})|(\d{1,2}[./-]\d{1,2}[./-]\d{4})|(\d{4}[./-]\d{1,2}[./-]\d{1,2}))(,| at| um| à| a las| alle| om| kl\.?| o| в| -)? ?\d{1,2}[:.h]\d{2}(:\d{2})?( ?[AaPp]\.?[Mm]\.?)?( Uhr)?( \(?[A-Z]{2,5}\)?)?( [+-]\d{4})? ?[:：]$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex WriterThenMoment();

    /// <summary>Whether a line has at least two numbers, as a date or a time of day has.</summary>
    private static bool IsDated(ReadOnlySpan<char> line) => Numbers(line, out _) >= 2;

    /// <summary>Whether a line has as many numbers as a day with its year and a time of day.</summary>
    public static bool MayHoldMoment(ReadOnlySpan<char> line) => Numbers(line, out var longest) >= 4 && longest >= 4;

    private static int Numbers(ReadOnlySpan<char> line, out int longest)
    {
        var (count, length) = (0, 0);
        longest = 0;
        foreach (var c in line)
        {
            // Digits of any script: Arabic programs write their own.
            length = char.IsDigit(c) ? length + 1 : 0;
            count += length == 1 ? 1 : 0;
            longest = Math.Max(longest, length);
        }

        return count;
    }

    /// <summary>Whether a line may begin an attribution that goes on in the next lines.</summary>
    public static bool MayBeginAttribution(ReadOnlySpan<char> line)
    {
        foreach (var c in line)
        {
            if (c is '@' or '<' || char.IsDigit(c))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a line alone says that history follows: «-----Original Message-----».</summary>
    public static bool IsSeparator(ReadOnlySpan<char> line)
    {
        line = line.Trim(" \t\u00A0*");
        // «> Message du 02/01/24 10:00» of Orange's webmail has its mark in HTML too.
        if (StartsWithAny(line, Beginnings) || (line.StartsWith("> Message du ") && IsDated(line)))
        {
            return true;
        }

        return line.Length is >= 8 and <= 90 && Strokes.Contains(line[0], StringComparison.Ordinal) && StartsWithAny(line.Trim(Strokes + " *"), Separators);
    }

    /// <summary>Whether a line is the heading of the header below it and nothing more: «Original Message» of BlackBerry, «----- Original -----» of QQ.</summary>
    public static bool IsHeading(ReadOnlySpan<char> line)
    {
        line = line.Length <= 90 ? line.Trim(Blanks) : default;
        var words = line.Trim(Strokes + " *");
        return words.Equals("original", StringComparison.OrdinalIgnoreCase) || (!words.IsEmpty && (IsAnyOf(words, Separators) || IsFramed(line)));
    }

    /// <summary>«---- Bericht ----»: a heading in whatever language.</summary>
    private static bool IsFramed(ReadOnlySpan<char> line) =>
        line.Length - line.TrimStart(Strokes).Length >= 3 && line.Length - line.TrimEnd(Strokes).Length >= 3;

    /// <summary>Whether a line is drawn across the page.</summary>
    public static bool IsRule(ReadOnlySpan<char> line)
    {
        line = line.Trim();
        return line.Length >= 10 && line.TrimStart(line[0]).IsEmpty && Strokes.Contains(line[0], StringComparison.Ordinal);
    }

    /// <summary>Whether a line is the one that Outlook draws above what it quotes.</summary>
    public static bool IsOutlookRule(ReadOnlySpan<char> line) => line.Trim() is { Length: 32 } rule && rule.Trim('_').IsEmpty;

    /// <summary>Whether two lines have labels, in whatever language, and the second a moment: a year and three numbers more.</summary>
    public static bool IsWriterAndMoment(ReadOnlySpan<char> writer, ReadOnlySpan<char> moment) =>
        Label(writer).Length > 0 && Label(moment).Length > 0 && Numbers(moment, out var longest) >= 4 && longest == 4;

    /// <summary>The label of a line «From: …», «*Von:* …»; empty when it has none.</summary>
    public static bool IsFromLabel(ReadOnlySpan<char> line) => FromLabels.Contains(Label(line)) && !NamesNobody(line);

    /// <summary>«From: 10.0.0.1»: a log, not a letter.</summary>
    private static bool NamesNobody(ReadOnlySpan<char> line)
    {
        var value = line[(line.IndexOfAny(':', '：') + 1)..].Trim(Blanks);
        if (value.IsEmpty)
        {
            return false;
        }

        foreach (var c in value)
        {
            if (char.IsLetter(c))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a line has any label of a quoted header.</summary>
    public static bool IsLabelled(ReadOnlySpan<char> line) => Label(line) is { Length: > 0 } label && (FromLabels.Contains(label) || OtherLabels.Contains(label));

    /// <summary>Whether a line has the label of a date: some programs begin a quoted header with it.</summary>
    public static bool IsDateLabel(ReadOnlySpan<char> line) => DateLabels.Contains(Label(line));

    /// <summary>
    /// What a line below «From: …» counts for, where two make a header: another label one, or two below an address. «From: a@x» with
    /// nothing but «To: b@x» is what people copy out of a log.
    /// </summary>
    public static int LabelWeight(ReadOnlySpan<char> line, bool hasAddress) =>
        !OtherLabels.Contains(Label(line)) ? 0 : hasAddress && !line.Contains('@') ? 2 : 1;

    /// <summary>Whether a line of a header shows that it is one of a mail: by an address, or by being the subject.</summary>
    public static bool NamesMail(ReadOnlySpan<char> line) => line.Contains('@') || SubjectLabels.Contains(Label(line));

    /// <summary>Whether a line begins with a label, in whatever language.</summary>
    public static bool HasLabel(ReadOnlySpan<char> line) => Label(line).Length > 0;

    private static string Label(ReadOnlySpan<char> line)
    {
        line = line[..Math.Min(line.Length, 40)].TrimStart(Blanks + "|");
        var colon = line.IndexOfAny(':', '：');
        return colon is > 0 and < 24 ? line[..colon].Trim(Blanks).ToString() : "";
    }

    private static bool IsAnyOf(ReadOnlySpan<char> line, string[] words)
    {
        foreach (var word in words)
        {
            if (line.Equals(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static bool StartsWithAny(ReadOnlySpan<char> line, string[] words)
    {
        foreach (var word in words)
        {
            if (line.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static FrozenSet<string> Set(params string[] labels) => labels.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
