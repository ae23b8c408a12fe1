using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace HelpdeskMail.Mail.Text;

/// <summary>Reads calendars (RFC 5545) as far as people want to know of them.</summary>
internal static partial class CalendarReader
{
    private const int MostLines = 5_000;
    private const int MostPeople = 20;

    public static CalendarEntry? Read(string calendar)
    {
        var lines = Unfolded(calendar);
        var begin = lines.FindIndex(IsEntry);
        if (begin < 0)
        {
            return null;
        }

        var end = lines.FindIndex(begin, line => line.StartsWith("END:V", StringComparison.OrdinalIgnoreCase) && !line.StartsWith("END:VALARM", StringComparison.OrdinalIgnoreCase));
        var entry = WithoutAlarms(lines[begin..(end < 0 ? lines.Count : end)]);
        var start = Moment(entry, "DTSTART");
        return new CalendarEntry(
            lines.Find(line => line.StartsWith("METHOD:", StringComparison.OrdinalIgnoreCase))?[7..].Trim().ToUpperInvariant() ?? "",
            Value(entry, "SUMMARY").ReplaceLineEndings(" "), Value(entry, "LOCATION").ReplaceLineEndings(" "), Value(entry, "DESCRIPTION"))
        {
            Start = start,
            End = End(entry, start),
            Repeats = Frequency().Match(Value(entry, "RRULE")).Groups["often"].Value.ToUpperInvariant(),
            Organizer = entry.Find(line => IsNamed(line, "ORGANIZER")) is { } organizer ? Person(organizer) : null,
            Attendees = [.. entry.Where(line => IsNamed(line, "ATTENDEE")).Take(MostPeople).Select(Person)],
            // Single days of a series that were moved have its UID.
            IsOneOfMany = lines.Count(IsEntry) > 1 && lines.Where(line => IsNamed(line, "UID")).Distinct(StringComparer.OrdinalIgnoreCase).Take(2).Count() > 1,
        };
    }

    private static bool IsEntry(string line) => IsBegin(line, "VEVENT") || IsBegin(line, "VTODO") || IsBegin(line, "VJOURNAL");

    private static List<string> WithoutAlarms(List<string> entry)
    {
        var within = false;
        return entry.FindAll(line =>
        {
            within |= IsBegin(line, "VALARM");
            var kept = !within;
            within &= !line.StartsWith("END:VALARM", StringComparison.OrdinalIgnoreCase);
            return kept;
        });
    }

    private static List<string> Unfolded(string calendar)
    {
        var lines = new List<string>();
        var line = new StringBuilder();
        foreach (var range in calendar.AsSpan().Split('\n'))
        {
            var next = calendar.AsSpan(range).TrimEnd('\r');
            if (next is [' ' or '\t', ..])
            {
                line.Append(next[1..]);
                continue;
            }

            if (lines.Count == MostLines)
            {
                break;
            }

            lines.Add(line.ToString());
            line.Clear().Append(next);
        }

        lines.Add(line.ToString());
        return lines;
    }

    private static bool IsBegin(string line, string name) => line.Trim().Equals($"BEGIN:{name}", StringComparison.OrdinalIgnoreCase);

    private static bool IsNamed(string line, string name) => line.Length > name.Length && line.StartsWith(name, StringComparison.OrdinalIgnoreCase) && line[name.Length] is ':' or ';';

    private static string Value(List<string> entry, string name) =>
        entry.Find(line => IsNamed(line, name)) is { } line && ValueStart(line) is > 0 and var start ? Unescaped(line[start..]).Trim() : "";

    /// <summary>Behind the first colon outside quotes.</summary>
    private static int ValueStart(string line)
    {
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            quoted ^= line[i] == '"';
            if (line[i] == ':' && !quoted)
            {
                return i + 1;
            }
        }

        return -1;
    }

    private static string Parameter(string line, string name)
    {
        var at = line.IndexOf($";{name}=", StringComparison.OrdinalIgnoreCase);
        if (at < 0 || at > ValueStart(line))
        {
            return "";
        }

        var value = line.AsSpan(at + name.Length + 2);
        var quoted = value is ['"', ..];
        var end = quoted ? value[1..].IndexOf('"') + 1 : value.IndexOfAny(':', ';');
        return (end <= 0 ? value : value[..end]).Trim('"').ToString();
    }

    private static string Unescaped(string value)
    {
        if (!value.Contains('\\', StringComparison.Ordinal))
        {
            return value;
        }

        var text = new StringBuilder(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            var escaped = value[i] == '\\' && i + 1 < value.Length;
            text.Append(!escaped ? value[i] : value[++i] is 'n' or 'N' ? '\n' : value[i]);
        }

        return text.ToString();
    }

    /// <summary>DTEND or DUE, or as long after the start as DURATION says. Of whole days DTEND is the day after the last (RFC 5545 section 3.6.1).</summary>
    private static CalendarMoment? End(List<string> entry, CalendarMoment? start)
    {
        var end = Moment(entry, "DTEND");
        if (end is { IsDay: true } && start is { IsDay: true } && end.Clock > start.Clock)
        {
            end = end with { Clock = end.Clock.AddDays(-1) };
        }

        if (end is null && start is { IsDay: false } && Duration().Match(Value(entry, "DURATION")) is { Success: true } duration)
        {
            var length = TimeSpan.FromDays((7 * Number(duration, "weeks")) + Number(duration, "days")) + TimeSpan.FromSeconds((3600 * Number(duration, "hours")) + (60 * Number(duration, "minutes")) + Number(duration, "seconds"));
            end = DateTime.MaxValue - start.Clock > length ? start with { Clock = start.Clock + length } : null;
        }

        return end ?? Moment(entry, "DUE");
    }

    private static long Number(Match match, string group) => match.Groups[group] is { Success: true } found ? int.Parse(found.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : 0;

    private static CalendarMoment? Moment(List<string> entry, string name)
    {
        var line = entry.Find(line => IsNamed(line, name)) ?? "";
        var value = line[Math.Max(ValueStart(line), 0)..].Trim();
        return DateTime.TryParseExact(value.TrimEnd('Z'), "yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment)
            ? new CalendarMoment(moment, IsDay: false, value.EndsWith('Z') ? "UTC" : Parameter(line, "TZID"))
            : DateTime.TryParseExact(value, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? new CalendarMoment(day, IsDay: true, "") : null;
    }

    private static CalendarPerson Person(string line)
    {
        var address = line[Math.Max(ValueStart(line), 0)..].Trim();
        address = address.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) ? address[7..] : address;
        var name = Parameter(line, "CN");
        var answer = Parameter(line, "PARTSTAT").ToUpperInvariant();
        return new CalendarPerson(name == address ? "" : name, address, answer == "NEEDS-ACTION" ? "" : answer);
    }

    [GeneratedRegex(@"^\+?P((?<weeks>\d{1,4})W)?((?<days>\d{1,5})D)?(T((?<hours>\d{1,5})H)?((?<minutes>\d{1,6})M)?((?<seconds>\d{1,7})S)?)?$", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Duration();

    [GeneratedRegex(@"(^|;)FREQ=(?<often>[A-Z]{1,20})", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Frequency();
}
