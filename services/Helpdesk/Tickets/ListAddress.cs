using System.Globalization;
using System.Text;

namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>A list of tickets as the address of its page says it: <c>?view=open&amp;q=lamp&amp;sort=oldest</c>. What cannot be read counts as not given.</summary>
/// <param name="Query">Which tickets, in which order.</param>
/// <param name="After">Cursor of the part that is shown; null for the beginning.</param>
/// <param name="Saved">The saved view it was opened by.</param>
public sealed record ListAddress(TicketQuery Query, string? After = null, Guid? Saved = null)
{
    /// <summary>Reads it.</summary>
    public static ListAddress Of(IQueryCollection given) => new(
        new TicketQuery
        {
            View = Named(given["view"], TicketView.Open),
            Search = Text(given["q"]),
            Mailbox = Id(given["mailbox"]),
            Department = Text(given["department"]),
            Tag = Text(given["tag"]),
            Assignee = Id(given["assignee"]),
            Priority = int.TryParse(given["priority"], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var priority) ? Math.Clamp(priority, Priority.Lowest, Priority.Highest) : null,
            Unread = given["unread"] == "true",
            Sort = Named(given["sort"], TicketSort.Newest),
        },
        Text(given["after"]),
        Id(given["saved"]));

    /// <summary>Whether it is narrowed or put in order beyond its view and what is searched for.</summary>
    public bool IsNarrowed => Query with { View = TicketView.Open, Search = null } != new TicketQuery();

    /// <summary>The same list from its beginning.</summary>
    public ListAddress FromTheTop => this with { After = null };

    /// <summary>The same list without what narrows it.</summary>
    public ListAddress Whole => new(new TicketQuery { View = Query.View, Search = Query.Search });

    /// <summary>It as the part of an address behind the path, with its question mark; never empty.</summary>
    public override string ToString()
    {
        var written = new StringBuilder($"?view={Lower(Query.View)}");
        Add("q", Query.Search);
        Add("mailbox", Query.Mailbox?.ToString());
        Add("department", Query.Department);
        Add("tag", Query.Tag);
        Add("assignee", Query.Assignee?.ToString());
        Add("priority", Query.Priority?.ToString(CultureInfo.InvariantCulture));
        Add("unread", Query.Unread ? "true" : null);
        Add("sort", Query.Sort == TicketSort.Newest ? null : Lower(Query.Sort));
        Add("saved", Saved?.ToString());
        Add("after", After);
        return written.ToString();

        void Add(string name, string? value)
        {
            if (value is { Length: > 0 })
            {
                written.Append('&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
            }
        }
    }

    /// <summary>Name of a view or an order in an address.</summary>
    public static string Lower<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static T Named<T>(string? given, T otherwise)
        where T : struct, Enum => Enum.TryParse<T>(given, ignoreCase: true, out var value) && Enum.IsDefined(value) ? value : otherwise;

    private static string? Text(string? given) => string.IsNullOrWhiteSpace(given) ? null : given.Trim();

    private static Guid? Id(string? given) => Guid.TryParse(given, out var id) ? id : null;
}
