using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>
/// The tickets that are ticked in a list: fields n (numbers), and for each that the list shows a field known, «number-mail», with the newest mail that it has shown. An address says both in one, as n.
/// </summary>
internal static class TickedTickets
{
    private const char Between = '-';

    /// <summary>Their numbers.</summary>
    public static List<long> Numbers(IFormCollection form) => [.. Numbers(form["n"]).Take(BulkChange.Most)];

    /// <summary>Numbers, with or without the newest mail behind them.</summary>
    public static IEnumerable<long> Numbers(StringValues given) => given.Select(text => Number((text ?? "").Split(Between)[0])).Where(number => number > 0);

    /// <summary>The newest mail of each ticket as the list has shown it, by number.</summary>
    public static IReadOnlyDictionary<long, long> Known(IFormCollection form) => Known(form["known"]);

    /// <summary>The newest mail of each ticket that has one behind its number.</summary>
    public static IReadOnlyDictionary<long, long> Known(StringValues given) => given.Select(text => (text ?? "").Split(Between)).Where(parts => parts.Length == 2)
        .Select(parts => (Ticket: Number(parts[0]), Mail: Number(parts[1]))).Where(known => known.Ticket > 0).DistinctBy(known => known.Ticket).ToDictionary(known => known.Ticket, known => known.Mail);

    /// <summary>How a row or an address says it.</summary>
    public static string Written(long ticket, long newestMail) => string.Create(CultureInfo.InvariantCulture, $"{ticket}{Between}{newestMail}");

    private static long Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
