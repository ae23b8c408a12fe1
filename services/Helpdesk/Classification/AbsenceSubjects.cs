using System.Text.RegularExpressions;

namespace HelpdeskMail.Helpdesk.Classification;

/// <summary>
/// How the common programs begin the subject of an absence note: Exchange's «Automatic reply:» in the languages it comes in, and those of Notes, GroupWise, Zimbra
/// and vacation programs. What follows has to fit, since people write «Out of office hours?» and «Abwesenheit am Montag» too, and about absence notes themselves: «Out of office for Bob».
/// </summary>
internal static partial class AbsenceSubjects
{
    /// <summary>The words that tell an absence note; null for any other subject.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="answers">Whether the mail says that it answers one: then weaker words count too, where the subject that they answer stands whole behind them.</param>
    public static string? In(string? subject, bool answers) =>
        subject is not { Length: > 0 } ? null
        : Beginning().Match(subject) is { Success: true } found && (answers || Introduces().IsMatch(subject[(found.Index + found.Length)..])) ? found.Groups["words"].Value.Trim()
        : Notes().IsMatch(subject) ? "AUTO"
        : answers && Announced().Match(subject) is { Success: true } announced ? announced.Groups["words"].Value.Trim()
        : null;

    /// <summary>What stands between such words and the subject that is answered, in a mail that does not say in its header that it answers one.</summary>
    [GeneratedRegex(@"^\s*([:：(]|[\[\-–—]?\s*(re|aw|sv|vs|antw|odp|rif|res|r|ref|rép|ré|vá|ynt|απ|回复|答复|回覆|返信|회신)\s?(\[\d+\])?[:：])", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Introduces();

    // «AUTO: Ann Lee is out of the office (returning 03/05/2026)»
    [GeneratedRegex(@"^\s*AUTO:\s.{0,80}(out of (the )?office|is away|returning|abwesend|nicht im (hause|büro)|absent)", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Notes();

    // «I am out of the office until 5 March (Re: Printer)», «Absence : Re: Printer»
    [GeneratedRegex(
        @"^\s*(?<words>(i am |i'm |we are )?(currently )?(out of (the )?office|on (annual )?(leave|vacation|holiday)|away|(bin )?im urlaub|abwesend|abwesenheit|nicht im (hause|büro)|absen(t|ce)( du bureau)?|en congés?|(estou )?ausente|(respuesta de )?ausencia|ausência|assen(te|za)( dal servizio| dall'ufficio)?|in ferie"
        + @"|afwezig(heid)?|met (vakantie|verlof)|frånvar(o|ande)|på semester|ikke til stede|fravær|på ferie|poissa|lomalla|nieobecn(ość|y|a)|na urlopie|nepřítom(nost|en|na)|távollét|szabadságon|απουσία|(в )?отпуске?|відпустка|izinde(yim)?)\b.{0,60}?)"
        + @"[\s:：(\[\-–—]+(re|aw|sv|vs|antw|odp|rif|res|r|ref|rép|ré|vá|ynt|απ|на|回复|答复|回覆|返信|회신)\s?(\[\d+\])?:",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Announced();

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
        matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Beginning();
}
