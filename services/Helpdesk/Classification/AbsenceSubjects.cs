using System.Text.RegularExpressions;

namespace HelpdeskMail.Helpdesk.Classification;

/// <summary>
/// How the common programs begin the subject of an absence note: Exchange's «Automatic reply:» in the languages it comes in, and those of Notes, GroupWise, Zimbra
/// and vacation programs. What follows has to fit, since people write «Out of office hours?» and «Abwesenheit am Montag» too.
/// </summary>
internal static partial class AbsenceSubjects
{
    /// <summary>The words that tell an absence note; null for any other subject.</summary>
    public static string? In(string? subject) => subject is { Length: > 0 } && Beginning().Match(subject) is { Success: true } found ? found.Groups["words"].Value.Trim() : null;

    [GeneratedRegex(
        @"^\s*(\[[^\]]{1,20}\]\s*)?(?<words>automatic(ally generated)? reply|auto[- ]?(reply|response|responder|antwort)|out of (the )?office( auto-?reply| reply| message| notification| response| assistant)?|ooo(?=:)"
        + @"|automatische (antwort|abwesenheitsnotiz|e-mail-antwort)|abwesenheits(notiz|meldung|nachricht|assistent)|abwesend"
        + @"|réponse automatique|message d[’']absence|absence du bureau|respuesta automática|fuera de (la )?oficina|risposta automatica|fuori (sede|ufficio)"
        + @"|automatisch(e)? (antwoord|reactie)|afwezigheids(bericht|melding|assistent)|niet aanwezig|automatiskt? svar|autosvar|frånvaro(meddelande|assistent)|fraværs(besked|assistent|melding)"
        + @"|automaattinen vastaus|poissaolo(viesti|ilmoitus)|resposta automática|resposta automàtica|ausência do escritório|odpowiedź automatyczna|automatyczna odpowiedź|autoodpowiedź|poza biurem"
        + @"|automatická odpověď|automatická odpoveď|mimo kancelář|automatikus válasz|házon kívül|răspuns automat|αυτόματη απάντηση|otomatik (yanıt|cevap)|ofis dışında"
        + @"|автоответ|автоматический ответ|автоматична відповідь|автоматичен отговор|аутоматски одговор|automatski odgovor|samodejni odgovor|automaatvastus|automātiskā? atbilde|automatinis atsakymas"
        + @"|balasan (otomatis|automatik)|trả lời tự động|thư trả lời tự động|การตอบกลับอัตโนมัติ|ตอบกลับอัตโนมัติ|स्वचालित (उत्तर|जवाब)|תשובה אוטומטית|מענה אוטומטי|(ال)?رد (ال)?تلقائي|پاسخ خودکار"
        + @"|自動応答|自動返信|不在通知|自动答复|自动回复|自動回覆|自動回復|자동 ?회신|자동 ?응답|부재중)"
        + @"(?=\s*([:：;,.!|(\[\-–—""„“«»]|$)|\s+(from|to|re|fw|on|for|auf|von|zu|aw|op|van|à|de|du|da|do|a|di|til|till|från|fra|на|от|od|in)\b)",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Beginning();
}
