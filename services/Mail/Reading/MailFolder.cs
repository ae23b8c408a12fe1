namespace HelpdeskMail.Mail.Reading;

/// <summary>A folder of a mailbox.</summary>
/// <param name="Name">Full name, decoded, as it is given to the other calls.</param>
/// <param name="Separator">Character between the levels of <paramref name="Name"/>; null where folders have no levels.</param>
/// <param name="Role">What it is for.</param>
/// <param name="RoleIsGuessed">True when <paramref name="Role"/> comes from the folder's name and not from the server.</param>
/// <param name="Selectable">False for a name that only holds other folders.</param>
public sealed record MailFolder(string Name, char? Separator, FolderRole Role, bool RoleIsGuessed, bool Selectable)
{
    /// <summary>Messages in it, where the server tells that along with the list (IMAP with LIST-STATUS, Graph); otherwise null: opening the folder tells.</summary>
    public long? Messages { get; init; }

    /// <summary>Messages in it without the read mark; null like <see cref="Messages"/>.</summary>
    public long? Unread { get; init; }
}
