using System.Globalization;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace HelpdeskMail.Mail.Text;

/// <summary>A day or a moment as a calendar names it (RFC 5545 sections 3.3.4 and 3.3.5).</summary>
/// <param name="Clock">Day and time of day as they are written.</param>
/// <param name="IsDay">Whether it is a whole day.</param>
/// <param name="Zone">The zone that the clock is in: «UTC», the sender's name of a zone; empty where none is named.</param>
public sealed partial record CalendarMoment(DateTime Clock, bool IsDay, string Zone)
{
    private const int LongestZone = 100;

    /// <summary>The moment in the world; null for a day, and where the zone is not named or nobody's.</summary>
    [JsonIgnore]
    public DateTimeOffset? At => IsDay || Zone.Length is 0 or > LongestZone ? null : Zone == "UTC" ? new DateTimeOffset(Clock, TimeSpan.Zero) : InZone();

    /// <summary>Day and time of day, without the zone.</summary>
    [JsonIgnore]
    public string Words => Clock.ToString(IsDay ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private DateTimeOffset? InZone()
    {
        // Exchange writes the names of Windows, everybody else those of IANA; some write «/example.org/Europe/Berlin» (RFC 5545 section 3.8.3.1).
        var name = Zone.StartsWith('/') && Zone.Split('/') is { Length: > 3 } parts ? string.Join('/', parts[^2..]) : Zone;
        // The platform looks for a file of that name: it has to be a zone's and lead nowhere else.
        if (!ZoneName().IsMatch(name) || !TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone))
        {
            return null;
        }

        var offset = zone.GetUtcOffset(Clock);
        return Clock.Ticks >= Math.Abs(offset.Ticks) && DateTime.MaxValue.Ticks - Clock.Ticks > Math.Abs(offset.Ticks) ? new DateTimeOffset(Clock, offset) : null;
    }

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_+\-.() ]*(/[A-Za-z][A-Za-z0-9_+\-]*){0,2}\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex ZoneName();
}
