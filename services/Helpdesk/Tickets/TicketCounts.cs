using System.Globalization;

namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>How many tickets are in each view; a count stops at <see cref="Most"/>, since nobody reads further and counting a million takes its time.</summary>
/// <param name="Open">Open tickets that do not wait.</param>
/// <param name="Mine">Open tickets of the one who asks.</param>
/// <param name="Unassigned">Open tickets that nobody has taken.</param>
/// <param name="Waiting">Tickets put aside until an answer comes or a moment is there.</param>
/// <param name="Attention">Tickets with a reply that was not sent or came back.</param>
/// <param name="FailedMail">Mail that became no ticket.</param>
/// <param name="Mentioned">Tickets with a note that names the one who asks and that they have not seen.</param>
public sealed record TicketCounts(int Open, int Mine, int Unassigned, int Waiting, int Attention, int FailedMail, int Mentioned)
{
    /// <summary>Where counting stops.</summary>
    public const int Most = 1000;

    /// <summary>A count for people.</summary>
    public static string Shown(int count) => count >= Most ? $"{Most - 1}+" : count.ToString(CultureInfo.InvariantCulture);
}
