using System.Text;

namespace HelpdeskMail.Mail.Text;

/// <summary>
/// A calendar's entry as text, for mails that bring nothing else to read: its summary, when, where, who, and the description. Times stand in the zone that they are
/// given in, with its name. What it is for (RFC 5546) is said where it is no plain request.
/// </summary>
public static class CalendarText
{
    /// <summary>The text; empty when there is nothing to say.</summary>
    public static string ToPlain(CalendarEntry entry)
    {
        IEnumerable<CalendarPerson> people = entry.Organizer is { } organizer ? entry.Attendees.Prepend(organizer) : entry.Attendees;
        var text = new StringBuilder();
        foreach (var line in (string[])[entry.Method is "" or "REQUEST" or "PUBLISH" ? entry.Summary : $"{entry.Method}: {entry.Summary}", When(entry), entry.Location, .. people.Select(Person)])
        {
            text.Append(line).Append(line.Length > 0 ? "\n" : "");
        }

        return entry.Description.Length > 0 ? $"{text}\n{entry.Description}" : text.ToString();
    }

    private static string When(CalendarEntry entry)
    {
        var (start, end) = (entry.Start?.Words ?? "", entry.End?.Words ?? "");
        end = start.Length > 10 && end.Length > 10 && end.StartsWith(start[..10], StringComparison.Ordinal) ? end[11..] : end == start ? "" : end;
        return $"{start}{(start.Length > 0 && end.Length > 0 ? " – " : "")}{end}{(entry.Start is { Zone: { Length: > 0 } zone } ? $" ({zone})" : "")}";
    }

    private static string Person(CalendarPerson person) => (person.Name.Length > 0 ? $"{person.Name} <{person.Address}>" : person.Address) + (person.Answer.Length > 0 ? $": {person.Answer}" : "");
}
