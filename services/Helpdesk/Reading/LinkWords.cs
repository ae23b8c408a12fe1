using System.Text;
using System.Text.RegularExpressions;
using HelpdeskMail.ServiceDefaults.Addresses;

namespace HelpdeskMail.Helpdesk.Reading;

/// <summary>Finds links whose words name another place than the one they lead to, the oldest trick of all.</summary>
internal static partial class LinkWords
{
    /// <summary>
    /// Whether the words are an address or a host name, and not that of the target. A target that hides its host behind another one (<c>https://bank.example@elsewhere.example</c>), or
    /// whose letters are of another alphabet than they look, deceives whatever its words are.
    /// </summary>
    public static bool NameAnotherHost(string words, Uri target)
    {
        // Signs that turn letters round have no business in a link, except to make «moc.elpmaxe» read otherwise.
        if (words.Any(c => c is >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069'))
        {
            return true;
        }

        var real = (HostName.Of(target) ?? "").ToLowerInvariant();
        if (target.Scheme is "http" or "https" && (target.UserInfo.Contains('.', StringComparison.Ordinal) || MailSigns.LooksLikeAnother(real)))
        {
            return true;
        }

        var text = Plain(words);
        if (target.Scheme is not ("http" or "https") || text.Length is 0 or > 300 || (Host().Match(text) is var whole && (whole.Success ? whole : Address().Match(text)) is not { Success: true } match))
        {
            return false;
        }

        var named = match.Groups["host"].Value.TrimEnd('.').ToLowerInvariant();
        if (target.UserInfo.Length > 0)
        {
            return true;
        }

        return named != real && !real.EndsWith($".{named}", StringComparison.Ordinal) && named != $"www.{real}" && !named.EndsWith($".{real}", StringComparison.Ordinal);
    }

    /// <summary>The words without what nobody sees, and with signs that only look like those of an address made to be those: «ｂａｎｋ․example».</summary>
    private static string Plain(string words)
    {
        var seen = string.Concat(words.Where(c => c is not ('\u200B' or '\u200C' or '\u200D' or '\u2060' or '\uFEFF' or '\u00AD'))).Trim();
        return Ascii.IsValid(seen) ? seen : Encoding.Unicode.GetString(Encoding.Unicode.GetBytes(seen)).Normalize(NormalizationForm.FormKC).Replace('\u3002', '.').Replace('\u2044', '/').Replace('\u2215', '/');
    }

    // «Sign in at https://bank.example/login now.»
    [GeneratedRegex(@"\bhttps?://(?<host>([a-z0-9-]{1,63}\.)+[a-z]{2,24})(?![a-z0-9@.-]*@)", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Address();

    [GeneratedRegex(@"^(https?://)?(?<host>([a-z0-9-]{1,63}\.)+[a-z]{2,24})([/:?#]\S*)?$", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Host();
}
