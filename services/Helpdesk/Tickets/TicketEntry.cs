using System.Text.Json.Serialization;
using HelpdeskMail.Helpdesk.Answering;
using HelpdeskMail.Helpdesk.Reading;
using HelpdeskMail.Helpdesk.Threading;

namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>An entry of a ticket.</summary>
/// <param name="Id">The entry.</param>
/// <param name="Kind">What it is.</param>
/// <param name="At">When it was received, written or done.</param>
/// <param name="AuthorId">The agent who wrote it; null for mail.</param>
/// <param name="AuthorName">Who, for people.</param>
/// <param name="AuthorAddress">Address of who wrote it; null where there is none.</param>
/// <param name="Subject">Subject as written; null for what has none.</param>
/// <param name="Text">Plain text, history included; of an event: what was done.</param>
/// <param name="HasHtml">Whether there is HTML, shown at <c>/entries/{id}/body</c>.</param>
/// <param name="Recipients">The address fields of a mail.</param>
/// <param name="MessageId">Message-ID without brackets.</param>
/// <param name="Automatic">The sign by which it was known that no person wrote it; null otherwise.</param>
/// <param name="Evidence">Why it stands in this ticket; null where that needs no reason.</param>
/// <param name="Receipts">The receipts of the MailStore that it came by: several when it came through several mailboxes.</param>
/// <param name="Attachments">Its files, those shown within the HTML too.</param>
/// <param name="Sending">How far a reply has come; null for everything else.</param>
public sealed record TicketEntry(
    long Id,
    EntryKind Kind,
    DateTimeOffset At,
    Guid? AuthorId,
    string AuthorName,
    string? AuthorAddress,
    string? Subject,
    string Text,
    bool HasHtml,
    EntryRecipients Recipients,
    string? MessageId,
    string? Automatic,
    Evidence? Evidence,
    IReadOnlyList<long> Receipts,
    IReadOnlyList<EntryAttachment> Attachments,
    SendingState? Sending)
{
    /// <summary>How many more files are only in the mail's source, since there were too many or they were too large.</summary>
    public int FilesLeftOut { get; init; }

    /// <summary>What is said of those; null when there are none.</summary>
    [JsonIgnore]
    public string? LeftOutWords =>
        FilesLeftOut == 0 ? null : FilesLeftOut == 1 ? Translated.Of("1 more file is only in the original mail") : Translated.Of("{0} more files are only in the original mail", FilesLeftOut);

    /// <summary>What is to be known of how a mail was read; null in the ordinary case.</summary>
    public MailReading? Reading { get; init; }
}
