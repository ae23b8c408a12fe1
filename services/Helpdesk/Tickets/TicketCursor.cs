using System.Globalization;

namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>A place in a list of tickets: after this ticket as it stood. New mail above does not shift what comes below.</summary>
internal sealed record TicketCursor(DateTimeOffset At, long Number)
{
    public static TicketCursor? Parse(string? text)
    {
        var parts = (text ?? "").Split('-');
        return parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds)
            && microseconds < 253_402_300_799_000_000
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new TicketCursor(DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond), number)
            : null;
    }

    /// <summary>Microseconds, as PostgreSQL keeps them, and the number.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(At - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond}-{Number}");
}
