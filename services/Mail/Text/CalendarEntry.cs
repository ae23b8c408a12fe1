namespace HelpdeskMail.Mail.Text;

/// <summary>What a calendar in a mail says (RFC 5545): a meeting or a task, and what the mail does with it (RFC 5546).</summary>
/// <param name="Method">What it is for, upper case: «REQUEST», «CANCEL», «REPLY»; empty when it does not say.</param>
/// <param name="Summary">What it is about, one line.</param>
/// <param name="Location">Where.</param>
/// <param name="Description">What its organizer says of it, with LF line ends.</param>
public sealed record CalendarEntry(string Method, string Summary, string Location, string Description)
{
    /// <summary>When it begins; null when it does not say.</summary>
    public CalendarMoment? Start { get; init; }

    /// <summary>When it ends, or is due; of whole days the last one, whereas the calendar names the day after it. Null when it does not say.</summary>
    public CalendarMoment? End { get; init; }

    /// <summary>How often it comes again (RFC 5545 section 3.3.10), upper case: «WEEKLY»; empty for once.</summary>
    public string Repeats { get; init; } = "";

    /// <summary>Who called it together; null when nobody is named.</summary>
    public CalendarPerson? Organizer { get; init; }

    /// <summary>Who takes part, the first of them.</summary>
    public IReadOnlyList<CalendarPerson> Attendees { get; init; } = [];

    /// <summary>Whether its calendar holds others beside it, as a file of somebody's whole calendar does.</summary>
    public bool IsOneOfMany { get; init; }

    /// <summary>Reads the first entry of a calendar; null when there is none. Never throws for what is in it.</summary>
    public static CalendarEntry? Read(string calendar) => CalendarReader.Read(calendar);
}
