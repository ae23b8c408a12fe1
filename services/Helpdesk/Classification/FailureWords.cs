using System.Text.RegularExpressions;
using HelpdeskMail.Mail.Mime;

namespace HelpdeskMail.Helpdesk.Classification;

/// <summary>Words by which mail systems that know no RFC 3464 say that a mail did not arrive: in the subject, or in the first lines.</summary>
internal static partial class FailureWords
{
    private const int FirstLetters = 2000;

    /// <summary>Whether a mail says so. An enhanced status code or SMTP answer in its beginning counts, and a returned mail.</summary>
    public static bool AreIn(MimeMessage message)
    {
        if (Subject().IsMatch(message.Subject ?? ""))
        {
            return true;
        }

        var text = message.Root.Walk().FirstOrDefault(part => part.ContentType.Is("text", "plain"))?.Text() ?? "";
        return Beginning().IsMatch(text.Length > FirstLetters ? text[..FirstLetters] : text);
    }

    [GeneratedRegex(
        @"undeliver|undelivered|non[- ]?deliver|not delivered|could not (be )?(send|sent|deliver)|delivery (status|failure|failed|problem|report|unsuccessful|has failed|notification|incomplete|delay)|failed delivery|failure (notice|delivery)"
        + @"|returned (mail|to sender|email)|mail (delivery|system error|failure|returned)|message delivery|unzustellbar|nicht zustellbar|zustellung fehlgeschlagen|non remis|non distribu|échec de (la )?remise|no se (puede|pudo) entregar|no entregado"
        + @"|mancato recapito|non recapitabil|onbestelbaar|kan inte levereras|olevererbart|kan ikke leveres|niedostarcz|nedoručit|não (foi )?entregue|недостав|не доставлен|配信不能|退信|无法投递|전송 실패",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Subject();

    [GeneratedRegex(
        @"\b[45]\.\d{1,3}\.\d{1,3}\b|\b(550|551|552|553|554|450|451|452)[ -]|permanent (fatal )?errors?|(could|can) ?not be (delivered|reached)|(wasn['’]t|was not|unable to be) delivered|did not reach|user unknown|unknown user|no such user"
        + @"|mailbox (is )?(full|unavailable|not found)|unable to deliver|delivery .{0,20}failed|konnte nicht zugestellt|n['’]a pas pu être|undeliverable|retry timeout",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Beginning();
}
