using System.Text.RegularExpressions;
using HelpdeskMail.Mail.Mime;

namespace HelpdeskMail.Helpdesk.Classification;

/// <summary>
/// Tells a mailing list that is one of our own mailboxes: where customers write to a group (Google Groups, a distribution list with a list header), every mail of theirs
/// bears the marks of a list, and is written by a person all the same. A machine that writes to the group is one still, and so is another list that hands on to it.
/// </summary>
internal static partial class OwnList
{
    /// <summary>Where Google Groups keeps the pages and commands of everybody's groups.</summary>
    private static readonly string[] HostsOfGroups = ["googlegroups.com", "groups.google.com", "support.google.com"];

    /// <summary>The kind of a mail, with the marks of our own lists left out of account.</summary>
    public static MailKind Judge(MailKind kind, HeaderList headers, IEnumerable<string> ours) =>
        kind is MailKind.Automatic { IsOnlyOfList: true } && ours.FirstOrDefault(address => IsOf(headers, address)) is { } list
            ? MailClassifier.ListFields.FirstOrDefault(field => !headers.GetAll(field).All(value => IsLeftBy(list, field, value))) is { } foreign ? new MailKind.Automatic(foreign) : new MailKind.Personal()
            : kind;

    private static bool IsOf(HeaderList headers, string address) =>
        headers.GetAll("List-Id").Any(id => IsLeftBy(address, "List-Id", id)) || Names(headers.Get("List-Post"), $"<mailto:{address}>") || Names(headers.Get("Mailing-List"), $"list {address}")
        || string.Equals(headers.Get("X-BeenThere")?.Trim(), address, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a field is one that the list at an address writes; of programs' names and versions nothing is told.</summary>
    private static bool IsLeftBy(string address, string field, string value) => field switch
    {
        "List-Id" => Names(value, $"<{address.Replace('@', '.')}>"),
        "List-Unsubscribe" or "List-Post" or "List-Help" => LeadsTo(address, value),
        "Mailing-List" or "X-Mailing-List" or "X-BeenThere" => Names(value, address),
        _ => true,
    };

    /// <summary>Whether all that the field leads to is of the address's domain. Lists of others write the reader's address into their links, so only where a link leads counts.</summary>
    private static bool LeadsTo(string address, string value)
    {
        var domain = address[(address.LastIndexOf('@') + 1)..];
        return Link().Matches(value).All(link => link.Groups["host"].Value is var host
            && HostsOfGroups.Append(domain).Any(own => host.Equals(own, StringComparison.OrdinalIgnoreCase) || host.EndsWith($".{own}", StringComparison.OrdinalIgnoreCase)));
    }

    private static bool Names(string? field, string name) => field?.Contains(name, StringComparison.OrdinalIgnoreCase) ?? false;

    [GeneratedRegex(@"<\s*(mailto:[^@>\s]{1,320}@|[a-z][a-z0-9+.-]{0,20}://([^/@>\s]{1,200}@)?)(?<host>[^/?#:>\s]{1,255})", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Link();
}
