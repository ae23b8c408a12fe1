namespace HelpdeskMail.Fetch.Tests.Pop3;

/// <summary>How a session of POP3 ends.</summary>
internal enum Goodbye
{
    /// <summary>What was to be deleted is, and QUIT is answered.</summary>
    Answered,

    /// <summary>What was to be deleted is, and the answer is lost.</summary>
    Unanswered,

    /// <summary>QUIT does not arrive.</summary>
    Unheard,
}
