namespace HelpdeskMail.Mail.Reading;

/// <summary>Marks of a message that every protocol with marks knows (IMAP: system flags).</summary>
[Flags]
public enum MessageMarks
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Read (<c>\Seen</c>).</summary>
    Seen = 1,

    /// <summary>Answered (<c>\Answered</c>).</summary>
    Answered = 2,

    /// <summary>Flagged for attention (<c>\Flagged</c>).</summary>
    Flagged = 4,

    /// <summary>To be removed (<c>\Deleted</c>).</summary>
    Deleted = 8,

    /// <summary>A draft (<c>\Draft</c>).</summary>
    Draft = 16,
}
