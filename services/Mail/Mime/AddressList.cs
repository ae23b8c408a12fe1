using System.Collections;
using HelpdeskMail.Mail.Mime.Fields;

namespace HelpdeskMail.Mail.Mime;

/// <summary>The mailboxes of an address field in order, those within groups too; the groups are listed besides.</summary>
public sealed class AddressList : IReadOnlyList<Mailbox>
{
    private readonly IReadOnlyList<Mailbox> mailboxes;

    internal AddressList(IReadOnlyList<Mailbox> mailboxes, IReadOnlyList<AddressGroup> groups)
    {
        this.mailboxes = mailboxes;
        Groups = groups;
    }

    /// <summary>No addresses.</summary>
    public static AddressList None { get; } = new([], []);

    /// <summary>The groups of the field; their members are in the list itself as well.</summary>
    public IReadOnlyList<AddressGroup> Groups { get; }

    /// <summary>How many mailboxes there are.</summary>
    public int Count => mailboxes.Count;

    /// <summary>The mailbox at a position, counted from 0.</summary>
    public Mailbox this[int index] => mailboxes[index];

    /// <summary>
    /// Reads an address field's value. Anything gives a list: names without quotes around their comma, missing brackets, semicolons
    /// as separators, encoded words that hide an address, comments and source routes are all understood.
    /// </summary>
    public static AddressList Parse(string value, MimeLimits? limits = null) => AddressParser.Parse(value, limits ?? MimeLimits.Default, out _, out _);

    /// <inheritdoc/>
    public IEnumerator<Mailbox> GetEnumerator() => mailboxes.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>All mailboxes for people, with commas between.</summary>
    public override string ToString() => string.Join(", ", mailboxes);
}
