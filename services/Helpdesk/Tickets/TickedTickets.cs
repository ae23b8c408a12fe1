using System.Globalization;

namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>The tickets that are ticked in a list: fields n (numbers), and for each that the list shows a field known, «number newest-mail».</summary>
internal static class TickedTickets
{
    /// <summary>Their numbers.</summary>
    public static List<long> Numbers(IFormCollection form) => [.. form["n"].Select(Number).Where(number => number > 0).Take(BulkChange.Most)];

    /// <summary>The newest mail of each ticket as the list has shown it, by number.</summary>
    public static IReadOnlyDictionary<long, long> Known(IFormCollection form) => form["known"].Select(text => (text ?? "").Split(' ')).Where(parts => parts.Length == 2)
        .Select(parts => (Ticket: Number(parts[0]), Mail: Number(parts[1]))).Where(known => known.Ticket > 0).DistinctBy(known => known.Ticket).ToDictionary(known => known.Ticket, known => known.Mail);

    /// <summary>How a row says it.</summary>
    public static string Written(long ticket, long newestMail) => string.Create(CultureInfo.InvariantCulture, $"{ticket} {newestMail}");

    private static long Number(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
