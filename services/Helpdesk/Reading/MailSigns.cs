using System.Text.RegularExpressions;
using HelpdeskMail.Helpdesk.Tickets;

namespace HelpdeskMail.Helpdesk.Reading;

/// <summary>Signs that a mail pretends to be from somebody else, each as a sentence for the reader. None of them proves anything; together they make one look twice.</summary>
internal static partial class MailSigns
{
    /// <summary>The sentences; empty for an ordinary mail.</summary>
    /// <param name="entry">The mail.</param>
    /// <param name="facts">What is known of it.</param>
    /// <param name="ours">Our own addresses, lower case.</param>
    public static IReadOnlyList<string> Of(TicketEntry entry, EntryFacts facts, IReadOnlySet<string> ours)
    {
        if (entry.Kind != EntryKind.Mail)
        {
            return [];
        }

        var signs = new List<string>();
        var address = entry.AuthorAddress ?? "";
        if (Address().Match(entry.AuthorName) is { Success: true } named && !named.Value.Equals(address, StringComparison.OrdinalIgnoreCase) && Domain(named.Value) != Domain(address))
        {
            signs.Add(Translated.Of("The sender calls itself «{0}», but the mail is from {1}.", named.Value, Shown(address)));
        }

        if (entry.Recipients.ReplyTo.Concat(facts.ReplyTo).FirstOrDefault(one => Domain(one.Address).Length > 0 && !IsSameOrganisation(Domain(one.Address), Domain(address))) is { } elsewhere)
        {
            signs.Add(Translated.Of("Answers go elsewhere: to {0}, not to {1}.", elsewhere.Address, Shown(address)));
        }

        if (ours.Contains(address.ToLowerInvariant()) && facts.FailedChecks.Count > 0)
        {
            signs.Add(Translated.Of("It claims to be from {0}, which is one of our own addresses, but was not sent by us.", address));
        }

        if (facts.FailedChecks.Count > 0)
        {
            signs.Add(Translated.Of("The receiving server could not confirm that {0} sent it ({1}).", Shown(address), string.Join(", ", facts.FailedChecks)));
        }

        if (LooksLikeAnother(Domain(address)))
        {
            signs.Add(Translated.Of("The domain of {0} is written in letters of another alphabet that look like Latin ones.", Shown(address)));
        }

        foreach (var link in facts.DeceivingLinks.Take(3))
        {
            signs.Add(Translated.Of("A link does not lead where it says: {0}.", link));
        }

        return signs;
    }

    private static string Shown(string address) => address.Length > 0 ? address : Translated.Of("an unknown sender");

    private static string Domain(string address) => address[(address.LastIndexOf('@') + 1)..].TrimEnd('.').ToLowerInvariant() is var domain && address.Contains('@', StringComparison.Ordinal) ? domain : "";

    /// <summary>Whether one is the other or a part of it: mail.contoso.example and contoso.example.</summary>
    private static bool IsSameOrganisation(string one, string other) =>
        one == other || one.EndsWith($".{other}", StringComparison.Ordinal) || other.EndsWith($".{one}", StringComparison.Ordinal) || LastTwo(one) == LastTwo(other);

    private static string LastTwo(string domain) => string.Join('.', domain.Split('.').TakeLast(2));

    /// <summary>Letters that look like Latin ones, of the alphabets that have most of them.</summary>
    private const string LookAlikes = "аеорсухѕіјһԁԛԝвкмнтԍӏοανρτυικε";

    /// <summary>Whether a domain looks like another one: a label of two alphabets, or of another alphabet's letters that all look like Latin ones.</summary>
    internal static bool LooksLikeAnother(string domain)
    {
        if (domain.Contains("xn--", StringComparison.Ordinal))
        {
            try
            {
                domain = new System.Globalization.IdnMapping().GetUnicode(domain);
            }
            catch (ArgumentException)
            {
                return true;
            }
        }

        return domain.Split('.').Any(label => label.Any(IsForeign) && (label.Any(char.IsAsciiLetter) || label.All(c => !char.IsLetter(c) || LookAlikes.Contains(char.ToLowerInvariant(c), StringComparison.Ordinal))));
    }

    private static bool IsForeign(char c) => c is >= '\u0370' and <= '\u058F';

    [GeneratedRegex(@"[A-Za-z0-9._%+-]{1,64}@([A-Za-z0-9-]{1,63}\.){1,6}[A-Za-z]{2,24}", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Address();
}
