using System.Text.Json;
using System.Text.Json.Serialization;
using HelpdeskMail.Mail.Text;

namespace HelpdeskMail.Helpdesk.Reading;

/// <summary>What is to be known of how a mail was read, beyond its words: kept with its entry and said on it. An ordinary mail has none.</summary>
public sealed record MailReading
{
    private const int LongestLine = 500;
    private const int LongestDescription = 20_000;

    private static readonly JsonSerializerOptions Json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault };

    /// <summary>Whether its HTML is too long to be kept, so that only its text is shown.</summary>
    public bool HtmlLeftOut { get; init; }

    /// <summary>Whether its text is too long to be kept, so that its end is only in the source.</summary>
    public bool TextCut { get; init; }

    /// <summary>The charset that its text names and nobody knows; null in the ordinary case.</summary>
    public UnknownCharset? UnknownCharset { get; init; }

    /// <summary>By what it is encrypted, so that it cannot be read here: «S/MIME», «OpenPGP», «Microsoft Purview»; null when it is not.</summary>
    public string? EncryptedBy { get; init; }

    /// <summary>By what it is signed, which is not checked: «S/MIME», «OpenPGP»; null when it is not.</summary>
    public string? SignedBy { get; init; }

    /// <summary>Whether files that Outlook has packed into a winmail.dat may be missing, since it is damaged.</summary>
    public bool FilesDamaged { get; init; }

    /// <summary>The meeting or task that it is about; null for none. Its description is left out where the mail has words of its own.</summary>
    public CalendarEntry? Meeting { get; init; }

    /// <summary>Whether the mail's words are the meeting's, since the sender wrote nothing else.</summary>
    public bool IsAllMeeting { get; init; }

    /// <summary>What is said of it, as sentences.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Words
    {
        get
        {
            var said = new List<string>();
            if (EncryptedBy is not null)
            {
                said.Add(Translated.Of("It is encrypted ({0}) and cannot be read here. Whoever has the key opens the original mail in a mail program.", EncryptedBy));
            }

            if (HtmlLeftOut)
            {
                said.Add(Translated.Of("Its formatted form is too long to be shown. This is its text alone; all of it is in the original mail."));
            }

            if (TextCut)
            {
                said.Add(Translated.Of("It is too long to be shown. Its end is in the original mail."));
            }

            if (UnknownCharset is { } charset)
            {
                said.Add(Translated.Of("It names a charset that is not known, «{0}», and was read as {1}. Where letters look wrong, they are right in the original mail.", charset.Name, charset.ReadAs));
            }

            if (FilesDamaged)
            {
                said.Add(Translated.Of("The winmail.dat of Outlook in it is damaged, so that files may be missing. What there is of it is in the original mail."));
            }

            return said;
        }
    }

    /// <summary>What there is to know of a mail; null for nothing.</summary>
    /// <param name="body">The mail as it was read.</param>
    /// <param name="htmlLeftOut">Whether its HTML is not kept.</param>
    /// <param name="textCut">Whether its text is not kept whole.</param>
    public static MailReading? Of(ReadableBody body, bool htmlLeftOut, bool textCut)
    {
        var reading = new MailReading
        {
            HtmlLeftOut = htmlLeftOut,
            TextCut = textCut,
            UnknownCharset = body.UnknownCharset is { } charset ? new UnknownCharset(DatabaseText.OneLine(charset.Name, 60), charset.ReadAs) : null,
            EncryptedBy = body.Protection.EncryptedBy,
            SignedBy = body.Protection.SignedBy,
            FilesDamaged = body.IsWinmailDamaged,
            Meeting = body.Meeting is { } meeting ? Kept(meeting, body.IsTextFromCalendar) : null,
            IsAllMeeting = body.IsTextFromCalendar && body.Meeting is not null,
        };
        return reading == new MailReading() ? null : reading;
    }

    /// <summary>Reads it as the database keeps it.</summary>
    internal static MailReading? Read(string? kept) => kept is null ? null : JsonSerializer.Deserialize<MailReading>(kept, Json);

    /// <summary>Writes it as the database keeps it.</summary>
    internal string Write() => JsonSerializer.Serialize(this, Json);

    private static CalendarEntry Kept(CalendarEntry meeting, bool described) => meeting with
    {
        Method = DatabaseText.OneLine(meeting.Method, 40),
        Summary = DatabaseText.OneLine(meeting.Summary, LongestLine),
        Location = DatabaseText.OneLine(meeting.Location, LongestLine),
        Description = described ? DatabaseText.Clean(meeting.Description, LongestDescription) : "",
        Start = Kept(meeting.Start),
        End = Kept(meeting.End),
        Organizer = meeting.Organizer is { } organizer ? Kept(organizer) : null,
        Attendees = [.. meeting.Attendees.Select(Kept)],
    };

    private static CalendarMoment? Kept(CalendarMoment? moment) => moment is null ? null : moment with { Zone = DatabaseText.OneLine(moment.Zone, 100) };

    private static CalendarPerson Kept(CalendarPerson person) => new(DatabaseText.OneLine(person.Name, 200), DatabaseText.OneLine(person.Address, 320), DatabaseText.OneLine(person.Answer, 40));
}
