namespace HelpdeskMail.Reply.SystemEmails;

/// <summary>
/// A mailbox cannot be worked with now for a reason on our own side of the mail server: no credential, no place to store. Its words are for an admin.
/// </summary>
internal sealed class MailboxTroubleException(string code, string what, string remedy, bool isTransient, Exception? inner = null) : Exception(what, inner)
{
    /// <summary>Searchable code.</summary>
    public string Code { get; } = code;

    /// <summary>What to do about it.</summary>
    public string Remedy { get; } = remedy;

    /// <summary>Whether trying again later may help without anybody's doing.</summary>
    public bool IsTransient { get; } = isTransient;

    /// <summary>The pause asked for; null when none was named.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The words of an identity provider or server behind it; null when there are none.</summary>
    public string? ServerAnswer { get; init; }
}
