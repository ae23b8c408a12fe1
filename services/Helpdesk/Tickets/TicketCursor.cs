using System.Globalization;

namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>A place in a list of tickets: after this ticket as it stood. New mail above does not shift what comes below.</summary>
internal sealed record TicketCursor(DateTimeOffset At, long Number, int Priority = 0)
{
    public static TicketCursor? Parse(string? text)
    {
        var parts = (text ?? "").Split('-', 3);
        return parts.Length >= 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds)
            && microseconds < 253_402_300_799_000_000
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new TicketCursor(
                DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond), number,
                parts.Length == 3 && int.TryParse(parts[2], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var priority) ? priority : 0)
            : null;
    }

    /// <summary>Microseconds, as PostgreSQL keeps them, the number, and the priority where it is not the ordinary one.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(At - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond}-{Number}{(Priority == 0 ? "" : $"-{Priority}")}");
}
