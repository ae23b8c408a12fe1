using HelpdeskMail.Mail.Mime;
using HelpdeskMail.Sandbox.Mailboxes;

namespace HelpdeskMail.Sandbox.Imap.Searching;

/// <summary>A message a search looks at.</summary>
/// <param name="Number">Its message number.</param>
/// <param name="Message">Its place, flags and size.</param>
/// <param name="Content">Its content; null where no key of the search needs it.</param>
/// <param name="Count">How many messages the folder has, and <paramref name="HighestUid"/> the last one's UID: what <c>*</c> means.</param>
/// <param name="HighestUid">UID of the last message.</param>
public sealed record SearchCandidate(int Number, FolderMessage Message, MimeMessage? Content, int Count, long HighestUid)
{
    public bool Has(string flag) => Message.Flags.Contains(flag, StringComparer.OrdinalIgnoreCase);
}
