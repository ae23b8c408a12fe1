using System.Globalization;
using System.Text;

namespace HelpdeskMail.Mail.Text;

/// <summary>
/// What a calendar says (RFC 5545), as text, for mails that bring nothing else to read: the summary of its first entry, when, where, who, and the description. Times stand in the zone that they are
/// given in, with its name. What it is for (RFC 5546) is said where it is no plain request.
/// </summary>
internal static class CalendarText
{
    private const int MostLines = 5_000;
    private const int MostPeople = 20;
    private static readonly string[] Roles = ["ORGANIZER", "ATTENDEE"];

    /// <summary>The text; empty when there is no entry.</summary>
    public static string ToPlain(string calendar)
    {
        var lines = Unfolded(calendar);
        var begin = lines.FindIndex(line => IsBegin(line, "VEVENT") || IsBegin(line, "VTODO") || IsBegin(line, "VJOURNAL"));
        if (begin < 0)
        {
            return "";
        }

        var end = lines.FindIndex(begin, line => line.StartsWith("END:V", StringComparison.OrdinalIgnoreCase) && !line.StartsWith("END:VALARM", StringComparison.OrdinalIgnoreCase));
        var entry = lines[begin..(end < 0 ? lines.Count : end)];
        var method = lines.Find(line => line.StartsWith("METHOD:", StringComparison.OrdinalIgnoreCase))?[7..].Trim().ToUpperInvariant();
        var summary = Value(entry, "SUMMARY");
        var people = Roles.SelectMany(name => entry.Where(line => IsNamed(line, name))).Take(MostPeople).Select(Person);
        var text = new StringBuilder();
        foreach (var line in (string[])[method is null or "REQUEST" or "PUBLISH" ? summary : $"{method}: {summary}", When(entry), Value(entry, "LOCATION"), .. people])
        {
            text.Append(line).Append(line.Length > 0 ? "\n" : "");
        }

        return Value(entry, "DESCRIPTION") is { Length: > 0 } description ? $"{text}\n{description}" : text.ToString();
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

    private static string When(List<string> entry)
    {
        var (start, zone) = Moment(entry, "DTSTART");
        var (end, _) = Moment(entry, entry.Exists(line => IsNamed(line, "DTEND")) ? "DTEND" : "DUE");
        end = start.Length > 10 && end.StartsWith(start[..10], StringComparison.Ordinal) ? end[11..] : end;
        return $"{start}{(start.Length > 0 && end.Length > 0 ? " – " : "")}{end}{(zone.Length > 0 ? $" ({zone})" : "")}";
    }

    private static (string Moment, string Zone) Moment(List<string> entry, string name)
    {
        var line = entry.Find(line => IsNamed(line, name)) ?? "";
        var value = line[Math.Max(ValueStart(line), 0)..].Trim();
        return DateTime.TryParseExact(value.TrimEnd('Z'), "yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment)
            ? (moment.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), value.EndsWith('Z') ? "UTC" : Parameter(line, "TZID"))
            : DateTime.TryParseExact(value, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? (day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), "") : ("", "");
    }

    private static string Person(string line)
    {
        var address = line[Math.Max(ValueStart(line), 0)..].Trim();
        address = address.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) ? address[7..] : address;
        var name = Parameter(line, "CN");
        var answer = Parameter(line, "PARTSTAT").ToUpperInvariant();
        return (name.Length > 0 && name != address ? $"{name} <{address}>" : address) + (answer is "" or "NEEDS-ACTION" ? "" : $": {answer}");
    }
}
