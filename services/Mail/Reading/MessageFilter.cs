namespace HelpdeskMail.Mail.Reading;

/// <summary>Which messages of the open folder are listed; what is set applies together.</summary>
/// <param name="After">Only messages that came after this place (IMAP: a higher UID). A place of another generation of the folder, and any place where keys have no order, shuts nothing out.</param>
/// <param name="Unread">Only messages without the read mark; POP3 has no marks and lists them all.</param>
/// <param name="Since">Only messages that the server received on this day or later (IMAP compares whole days in its own time zone); POP3 lists them all.</param>
public sealed record MessageFilter(MessageKey? After = null, bool Unread = false, DateOnly? Since = null)
{
    /// <summary>Every message.</summary>
    public static MessageFilter Everything { get; } = new();
}
