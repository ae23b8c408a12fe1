using System.Text.RegularExpressions;

namespace HelpdeskMail.Mail.Text;

/// <summary>How signatures and footers begin.</summary>
internal static partial class SignatureMarks
{
    /// <summary>Lines after a mark that may still be a signature; more is text.</summary>
    public const int LongestSignature = 25;

    /// <summary>How long the line is that Mailman draws above its footer.</summary>
    public const int MailmanRule = 47;

    /// <summary>«Many thanks and regards», «Ann Lee, Contoso Ltd».</summary>
    private const int MostBlanksOfSignOff = 3;

    private const int LongestSignOff = 40;

    private const int LongestLine = 100;

    private const int LongestName = 70;

    private const int MostLinesOfCard = 10;

    private static readonly string[] Devices = ["iphone", "ipad", "android", " ios", "ios ", "ios용", "ios:", "galaxy", "samsung", "huawei", "xiaomi", "blackberry", "windows phone"];

    private static readonly string[] Excuses =
    [
        "please excuse", "excuse any", "excuse the", "excuse my", "please pardon", "pardon any", "pardon the", "please forgive", "forgive any", "sorry for", "apologies for", "bitte entschuldig", "entschuldigen sie", "ich bitte um", "bitte verzeih", "tippfehler bitte", "veuillez excuser", "excusez", "disculpe", "scusate",
    ];

    /// <summary>With these a line about a device begins or ends, in one language or another.</summary>
    private static readonly string[] SentWords =
    [
        "sent from", "gesendet", "envoyé", "enviado", "inviat", "verzonden", "verstuurd", "skickat", "sendt", "lähetetty", "wysłan", "odeslán", "odoslan", "отправлен", "надіслан", "відправлен", "gönderildi", "küldve", "trimis", "στάλθηκε", "εστάλη", "נשלח", "مرسل", "أُرسل", "أرسل", "تم الإرسال", "送信", "发送", "發送",
        "傳送", "发自", "發自", "보냄", "gửi từ", "dikirim", "изпратен", "poslan", "послато",
    ];

    private static readonly string[] GetWords =
    [
        "get ", "holen", "laden", "herunterladen", "beziehen", "télécharge", "obten", "obter", "baixar", "scarica", "download", "downloaden", "hent ", "hämta", "skaff", "få ", "hanki", "pobierz", "získ", "stiahn", "скачать", "получить", "завантажити", "отримати", "edinin", "获取", "下载", "下載", "取得", "入手",
        "다운로드", "λήψη", "αποκτήστε", "szerezze", "letöltés", "obține", "הורד", "קבל", "احصل", "dapatkan",
    ];

    private static readonly string[] Openings =
    [
        "sent from my ", "sent from a ", "sent from yahoo mail", "sent from outlook", "sent from mail for windows", "sent from windows mail", "sent from mailbox", "sent from spike", "sent from superhuman", "sent from mobile", "sent from the ", "sent by galaxy", "sent from [outlook]", "from my iphone", "from my ipad", "from my mobile", "sent from samsung", "sent from spark", "sent from edison mail", "sent from nine", "sent from bluemail", "sent from aqua mail", "sent from canary", "sent from mailbird", "sent from gmail mobile", "sent via ", "sent with ", "sent using ", "get outlook for ", "sent from proton",
        "von meinem ", "gesendet von meinem ", "gesendet von mail ", "gesendet mit der ", "gesendet mit bluemail", "diese nachricht wurde von meinem ", "von outlook ", "outlook für ", "holen sie sich outlook",
        "envoyé de mon ", "envoyé depuis ", "envoyé à partir de ", "télécharger outlook", "obtenez outlook", "inviato da ", "inviato dal mio ", "scarica outlook", "enviado desde mi ", "enviado desde ", "enviado do meu ", "enviado de mi ", "enviado a partir do ", "obtener outlook", "obter o outlook",
        "verzonden vanaf mijn ", "verstuurd vanaf mijn ", "verzonden vanuit ", "skickat från min ", "sendt fra min ", "lähetetty ", "wysłane z ", "wysłano z ", "odesláno z ", "odoslané z ", "von yahoo mail", "yahoo mail auf ", "отправлено с ", "отправлено из ", "надіслано з ", "iphone'umdan gönderildi", "iphone'umdan", "az iphone-omról", "trimis de pe ", "iphoneから送信", "iphone から送信", "发自我的", "從我的 iphone 傳送", "從我的iphone傳送", "나의 iphone에서 보냄",
    ];

    /// <summary>Whether a line may be the last of a mail, as a name or a greeting is: short, and neither a question nor the announcement of what follows.</summary>
    public static bool MayEndMail(string line) => line.Length is > 0 and <= LongestSignOff && line[^1] is not ':' and not '?' && line.Count(c => c == ' ') <= MostBlanksOfSignOff;

    /// <summary>Whether the line is the mark «-- » (RFC 3676 section 4.3) or one of its common spellings.</summary>
    public static bool IsMark(string line)
    {
        var trimmed = line.TrimEnd();
        return trimmed is "--" or "—" or "–" or "- --" || trimmed == "__";
    }

    /// <summary>Whether the line is one that a program adds on its own: «Sent from my iPhone», «Virus-free. www.avast.com».</summary>
    public static bool IsDeviceLine(string line)
    {
        line = line.Trim(' ', '*', '_', '\u00A0');
        line = line.StartsWith("-- ", StringComparison.Ordinal) ? line[3..] : line;
        if (IsProtonLine(line) || VirusScanner().IsMatch(line))
        {
            return true;
        }

        line = WithoutExcuse(line is ['(' or '<' or '[', ..] ? line.Trim('(', ')', '<', '>', '[', ']', ' ') : line);
        line = line.EndsWith("gesendet.", StringComparison.Ordinal) ? line[..^1] : line;
        if (line.Length is 0 or > LongestLine || HasClause(line) || line.EndsWith('.') || line.Count(c => c == ' ') > 9)
        {
            return false;
        }

        var lower = line.Trim('\u200E', '\u200F', '\u202B', '\u202C').Replace('’', '\'').ToLowerInvariant();
        return (Array.Exists(Openings, opening => lower.StartsWith(opening, StringComparison.Ordinal)) && !lower.StartsWith("sent from my desk", StringComparison.Ordinal))
            || (line.Length <= LongestName && !line.EndsWith('?') && Array.Exists(Devices, device => lower.Contains(device, StringComparison.Ordinal)) && !lower.Contains('@', StringComparison.Ordinal)
                && (BeginsOrEnds(lower, SentWords) || (lower.Contains("outlook", StringComparison.Ordinal) && BeginsOrEnds(lower, GetWords))));
    }

    /// <summary>«Sent with [Proton Mail](https://proton.me/mail/home) secure email.»: a whole sentence, full stop and link and all.</summary>
    private static bool IsProtonLine(string line) =>
        line.Length <= LongestLine && (line.StartsWith("Sent with [Proton Mail]", StringComparison.OrdinalIgnoreCase) || line.StartsWith("Sent with Proton Mail", StringComparison.OrdinalIgnoreCase));

    /// <summary>«Sent from my phone, please excuse any typos.» without what follows the comma.</summary>
    private static string WithoutExcuse(string line) =>
        Array.Find(Excuses, excuse => line.Contains(excuse, StringComparison.OrdinalIgnoreCase)) is { } found ? line[..line.IndexOf(found, StringComparison.OrdinalIgnoreCase)].TrimEnd(' ', ',', '.', ';', '-', '–', '!') : line;

    /// <summary>Whether a comma makes it a sentence; it does not in «Sent from my Verizon, Samsung Galaxy smartphone».</summary>
    private static bool HasClause(string line) =>
        line.IndexOf(',', StringComparison.Ordinal) is >= 0 and var comma
        && !(line.StartsWith("Sent from my ", StringComparison.OrdinalIgnoreCase) && line[comma..].ToLowerInvariant() is var rest && Array.Exists(Devices, device => rest.Contains(device, StringComparison.Ordinal)));

    private static bool BeginsOrEnds(string line, string[] words) => Array.Exists(words, word => line.StartsWith(word, StringComparison.Ordinal) || line.EndsWith(word, StringComparison.Ordinal));

    /// <summary>Whether the line is a dash and a name, as people sign on mailing lists: «-Abhishek Kona».</summary>
    public static bool IsDashName(string line) => line.Length <= LongestName && DashName().IsMatch(line);

    /// <summary>Whether a line names a mailing list, or how to leave it.</summary>
    public static bool NamesList(string line) => line.Contains("mailing list", StringComparison.OrdinalIgnoreCase) || line.Contains("unsubscribe", StringComparison.OrdinalIgnoreCase) || line.Contains("mailinglist", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the line may begin the footer that a mailing list adds.</summary>
    public static bool IsListRule(string line) => line.Length >= 40 && line.TrimEnd().TrimStart('_').Length == 0;

    /// <summary>Whether the line is dashes and nothing else, as a virus scanner draws it above its words.</summary>
    public static bool IsRule(string line) => line.Trim() is { Length: > 2 } rule && rule.Trim('-').Length == 0;

    /// <summary>Whether the line is drawn: a row of hyphens, dashes, underscores, stars, or of the signs that boxes are drawn with.</summary>
    public static bool IsDrawn(ReadOnlySpan<char> line)
    {
        line = line.Trim();
        return line.Length is > 1 and <= 100 && (line[0] is '-' or '–' or '—' or '―' or '_' or '=' or '*' or '~' or '•' or '·' or (>= '\u2500' and <= '\u257F')) && (line.Length > 2 || line[0] is '–' or '—' or '―') && line.TrimStart(line[..1].ToString() + " ").IsEmpty;
    }

    /// <summary>
    /// Whether lines below a row that is drawn are a signature and no part of the text: a name, then short lines with a number or an address to reach its owner by, and no other label than those of such numbers.
    /// </summary>
    public static bool IsCard(ReadOnlySpan<string> lines)
    {
        var (filled, reachable) = (0, false);
        foreach (var line in lines)
        {
            var text = line.Trim(' ', '\t', '*', '_', '|', '\u00A0');
            if (text.Length == 0)
            {
                continue;
            }

            if (++filled > MostLinesOfCard || text.Length > LongestName || text[^1] is '?' or '!' || (filled == 1 && !PersonName().IsMatch(text)))
            {
                return false;
            }

            if (filled > 1 && text.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && text[..colon] is var label && !label.EndsWith("http", StringComparison.OrdinalIgnoreCase) && !label.EndsWith("https", StringComparison.OrdinalIgnoreCase) && !ReachLabel().IsMatch(label))
            {
                return false;
            }

            reachable |= filled > 1 && Reach().IsMatch(text);
        }

        return reachable;
    }

    [GeneratedRegex(@"^((Dr|Prof|Mr|Mrs|Ms|Dipl|Ing|Mag)\.[- ]?){0,3}\p{Lu}[\p{L}\p{M}'’.-]*( [\p{L}\p{M}'’.-]+){1,3}(,? (M\.?A|M\.?Sc|B\.?A|B\.?Sc|Ph\.?D|MBA)\.?)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex PersonName();

    [GeneratedRegex(@"(tel|phone|fon|fono|mobil|cell|fax|mail|web|www|site|home|direct|durchwahl|office|büro|handy|gsm|телефон|тел|факс|моб|почта|電話|电话|手机|전화|τηλ|טל|هاتف|^\W*[mtfpewd]\W*$)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex ReachLabel();

    [GeneratedRegex(@"[^\s@]@[^\s@]+\.[^\s@]|www\.|https?://|(\+|\b0)[\d ()/.-]{7,}\d|\d{3}[ .-]\d{3}[ .-]\d{4}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Reach();

    // Avast's and AVG's words, the links that they become in plain text, and the anchor that ends them.
    [GeneratedRegex(
        @"^([\p{L}\s-]{0,30}(vir[ue]|vír|wirus|вирус)[^.?!]{0,30}\.\s?(https?://)?www\.(avast|avg)\.com\b|this e-?mail (has been|was) checked for viruses by |diese e-mail wurde von (avast|avg) |l'absence de virus dans ce courrier |(el software de antivirus )?(avast|avg) ha analizado este correo |este e-?mail foi (verificado|escaneado) .*(avast|avg)|questa e-mail è stata controllata per individuare virus |deze e-mail is gecontroleerd op virussen "
        + @"|(данное|это) сообщение проверено на вирусы |ta wiadomość e-mail została sprawdzona .*(avast|avg)|<?(https?://)?www\.(avast|avg)\.com/?(sig-email\S*|antivirus)?>?$|<#[0-9A-F]{8}-[0-9A-F-]{27}>$)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        10_000)]
    private static partial Regex VirusScanner();

    [GeneratedRegex(@"^[-–—]\s?\p{L}[\p{L}.'-]{1,20}(\s\p{L}[\p{L}.'-]{0,20}){0,2}\s*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex DashName();
}
