using System.Globalization;

namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>Which part of a thread is wanted, as the address of a ticket's page says it: <c>earlier=1</c> and <c>later=1</c> for what stands before and after an entry, <c>entry=1</c> for the part that it is in.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Side">-1 for what stands before it, 1 for what stands after it, 0 for what stands around it.</param>
public sealed record EntryPlace(long Entry, int Side)
{
    /// <summary>Reads it; null for the newest part.</summary>
    public static EntryPlace? Of(IQueryCollection given) => Find(given, "entry", 0) ?? Find(given, "earlier", -1) ?? Find(given, "later", 1);

    /// <summary>Address of an entry in its ticket, whichever part it is in.</summary>
    public static string AddressOf(long ticket, long entry) => string.Create(CultureInfo.InvariantCulture, $"/tickets/{ticket}?entry={entry}#e{entry}");

    /// <summary>The first entry of the part and the first one after it, where so many are one.</summary>
    internal (int From, int To) Bounds(int at, int count, int most)
    {
        var from = Math.Max(0, Side switch
        {
            < 0 => at - most,
            > 0 => at + 1,
            // An entry of the newest part is shown there.
            _ => at >= count - most ? count - most : at - (most / 2),
        });
        return (from, Side < 0 ? at : Math.Min(count, from + most));
    }

    private static EntryPlace? Find(IQueryCollection given, string name, int side) =>
        long.TryParse(given[name], NumberStyles.None, CultureInfo.InvariantCulture, out var entry) ? new EntryPlace(entry, side) : null;
}
