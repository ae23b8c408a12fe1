using System.Buffers;
using System.Text.RegularExpressions;
using HelpdeskMail.Mail.Mime;

namespace HelpdeskMail.Helpdesk.SignIn;

/// <summary>
/// The keys of links for a new password that stand in a mail, in any part of it and in mails attached as mere files, and however a program or a person has broken the link: over lines of a quoted mail, of format=flowed
/// (RFC 3676) or of quoted-printable (RFC 2045 section 6.7), or by elements of HTML.
/// </summary>
internal static partial class MailedKeys
{
    private const int KeyLength = 43;
    private const int Most = 1000;
    private const int DeepestFile = 5;
    private const int LongestHtml = 16_000_000;

    /// <summary>What may stand between the name of the parameter and its value: as it is, encoded for quoted-printable, and for links within links of programs that look after them.</summary>
    private static readonly string[] Equal = ["=", "=3D", "%3D", "%253D", "&#61;", ""];

    private static readonly SearchValues<char> Letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
    private static readonly string[] MessageFields = ["From", "Subject", "Content-Type", "Received", "Date"];

    /// <summary>Finds them. Never throws for what is in the mail; may find what is no key.</summary>
    /// <param name="message">The mail.</param>
    /// <param name="read">What is read of it, which may come from parts in formats of their own.</param>
    public static IReadOnlySet<string> In(MimeMessage message, IReadOnlyList<string> read)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var text in read)
        {
            FindInText(text, found);
        }

        Find(message, found, DeepestFile);
        return found;
    }

    private static void Find(MimeMessage message, HashSet<string> found, int deepest)
    {
        foreach (var part in message.Root.Walk(intoMessages: true).Where(part => part.Children.Count == 0 && part.Message is null).Take(Most))
        {
            if (part.ContentType.IsText)
            {
                FindInText(part.Text(), found);
                continue;
            }

            var file = part.DecodedBody();
            Find(new JoinedLetters(file.Span), found);
            if (deepest > 0 && MimeMessage.Parse(file) is var enclosed && MessageFields.Any(field => enclosed.Headers.Get(field) is not null))
            {
                Find(enclosed, found, deepest - 1);
            }
        }
    }

    private static void FindInText(string text, HashSet<string> found)
    {
        Find(new JoinedLetters(text), found);
        if (text.Length <= LongestHtml && text.Contains('<', StringComparison.Ordinal))
        {
            Find(new JoinedLetters(Element().Replace(text, "")), found);
        }
    }

    private static void Find(JoinedLetters letters, HashSet<string> found)
    {
        while (found.Count < Most && letters.Next() is { IsEmpty: false } stretch)
        {
            foreach (var link in Beginning().EnumerateMatches(stretch))
            {
                var rest = stretch[(link.Index + link.Length)..];
                foreach (var equal in Equal)
                {
                    if (rest.StartsWith(equal, StringComparison.OrdinalIgnoreCase) && rest[equal.Length..] is { Length: >= KeyLength } value && !value[..KeyLength].ContainsAnyExcept(Letters))
                    {
                        found.Add(value[..KeyLength].ToString());
                    }
                }
            }
        }
    }

    [GeneratedRegex(@"invitation(\?|=3F|%(25)*3F)key", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Beginning();

    [GeneratedRegex("<[^<>]{0,2000}>|&gt;|&shy;", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Element();
}
