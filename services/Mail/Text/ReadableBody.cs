using HelpdeskMail.Mail.Mime;

namespace HelpdeskMail.Mail.Text;

/// <summary>
/// What a message says, for people: the best text and HTML that its parts offer, its files and its invitations. Alternatives are
/// chosen from, related parts kept with their HTML, text parts in a row joined, format=flowed undone, uuencoded files and
/// winmail.dat opened.
/// </summary>
/// <param name="Text">Plain text with LF line ends; made from the HTML where the sender sent none, or an empty one. Quoted history is still in it: see <see cref="ReplyText"/>.</param>
/// <param name="Html">HTML as the sender wrote it, not made safe; null when there is none.</param>
/// <param name="IsTextFromHtml">Whether <paramref name="Text"/> was made from the HTML.</param>
/// <param name="Files">All files, those shown within the HTML too (<see cref="MailFile.IsInline"/>).</param>
/// <param name="Calendars">The text of each text/calendar part (RFC 5545), such as a meeting request; where there is none, of the calendar that is attached as a file.</param>
public sealed record ReadableBody(string Text, string? Html, bool IsTextFromHtml, IReadOnlyList<MailFile> Files, IReadOnlyList<string> Calendars)
{
    /// <summary>The meeting or task that its first calendar is about; null when there is none, or when it is somebody's whole calendar.</summary>
    public CalendarEntry? Meeting { get; init; }

    /// <summary>Whether <see cref="Text"/> was made from the calendar, since the sender wrote nothing beside it.</summary>
    public bool IsTextFromCalendar { get; init; }

    /// <summary>By what it is signed or encrypted.</summary>
    public MailProtection Protection { get; init; } = MailProtection.None;

    /// <summary>The charset that its text names and nobody knows; null in the ordinary case.</summary>
    public UnknownCharset? UnknownCharset { get; init; }

    /// <summary>Whether a winmail.dat was cut off or damaged, so that files of it may be missing.</summary>
    public bool IsWinmailDamaged { get; init; }

    /// <summary>The files that a list of attachments shows.</summary>
    public IEnumerable<MailFile> Attachments => Files.Where(file => !file.IsInline);

    /// <summary>The files that the HTML shows.</summary>
    public IEnumerable<MailFile> InlineFiles => Files.Where(file => file.IsInline);

    /// <summary>Reads a message. Never throws for what is in it.</summary>
    public static ReadableBody From(MimeMessage message) => new BodyCollector().Collect(message);
}
