using HelpdeskMail.Mail.Mime;

namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>An address in a mail's header.</summary>
/// <param name="Address">«local@domain» as written; may be empty or incomplete, since senders write anything.</param>
/// <param name="Name">Name shown beside it; null when there is none.</param>
public sealed record EntryAddress(string Address, string? Name)
{
    /// <summary>The name, or the address where there is none.</summary>
    public string Shown => string.IsNullOrWhiteSpace(Name) ? Address : Name;

    /// <summary>«Name &lt;address&gt;», as an address field of the composer takes it.</summary>
    public string Written => string.IsNullOrWhiteSpace(Name) ? Address : $"\"{Name.Replace("\\", "", StringComparison.Ordinal).Replace("\"", "", StringComparison.Ordinal)}\" <{Address}>";

    internal static EntryAddress From(Mailbox mailbox) => new(DatabaseText.OneLine(mailbox.Address, 320), DatabaseText.OneLine(mailbox.DisplayName, 200) is { Length: > 0 } name ? name : null);
}
