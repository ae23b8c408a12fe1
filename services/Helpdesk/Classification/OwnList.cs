using HelpdeskMail.Mail.Mime;

namespace HelpdeskMail.Helpdesk.Classification;

/// <summary>
/// Tells a mailing list that is one of our own mailboxes: where customers write to a group (Google Groups, a distribution list with a list header), every mail of theirs
/// bears the marks of a list, and is written by a person all the same.
/// </summary>
internal static class OwnList
{
    /// <summary>Signs of <see cref="MailClassifier"/> that say no more than that a mail came over a list.</summary>
    private static readonly string[] Signs = ["Precedence: list", "List-Id", "List-Unsubscribe", "List-Post", "List-Help", "Mailing-List", "X-Mailing-List", "X-BeenThere", "X-Mailman-Version", "X-EZMLM"];

    /// <summary>The kind of a mail, with the marks of our own lists left out of account.</summary>
    public static MailKind Judge(MailKind kind, HeaderList headers, IEnumerable<string> ours) =>
        kind is MailKind.Automatic { Sign: var sign } && Signs.Contains(sign, StringComparer.Ordinal) && ours.Any(address => IsOf(headers, address)) ? new MailKind.Personal() : kind;

    private static bool IsOf(HeaderList headers, string address) =>
        Names(headers.Get("List-Id"), $"<{address.Replace('@', '.')}>") || Names(headers.Get("List-Post"), $"<mailto:{address}>") || Names(headers.Get("Mailing-List"), $"list {address}")
        || string.Equals(headers.Get("X-BeenThere")?.Trim(), address, StringComparison.OrdinalIgnoreCase);

    private static bool Names(string? field, string name) => field?.Contains(name, StringComparison.OrdinalIgnoreCase) ?? false;
}
