using HelpdeskMail.Contracts.Mail;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.SystemEmails;

namespace HelpdeskMail.Helpdesk.Intake;

/// <summary>A received mail on its way into a ticket.</summary>
/// <param name="Receipt">Where it came from.</param>
/// <param name="Mail">What it says.</param>
/// <param name="Files">Its files, kept.</param>
/// <param name="SystemEmails">Our own addresses.</param>
/// <param name="AsTicket">Whether it becomes an entry whatever the rules say.</param>
/// <param name="By">Who wants that; null when nobody asked.</param>
/// <param name="Now">When it is handled.</param>
public sealed record IntakeJob(
    MailReceipt Receipt, PreparedMail Mail, IReadOnlyList<KeptFile> Files, IReadOnlyList<KnownSystemEmail> SystemEmails, bool AsTicket, Actor? By, DateTimeOffset Now)
{
    /// <summary>Whether an address is one of our system emails', removed ones included.</summary>
    public bool IsOurs(string address) => SystemEmails.Any(email => string.Equals(email.Address, address, StringComparison.OrdinalIgnoreCase));
}
