namespace HelpdeskMail.Mail.Reading;

/// <summary>A folder of a mailbox.</summary>
/// <param name="Name">Full name, decoded, as it is given to the other calls.</param>
/// <param name="Separator">Character between the levels of <paramref name="Name"/>; null where folders have no levels.</param>
/// <param name="Role">What it is for.</param>
/// <param name="RoleIsGuessed">True when <paramref name="Role"/> comes from the folder's name and not from the server.</param>
/// <param name="Selectable">False for a name that only holds other folders.</param>
public sealed record MailFolder(string Name, char? Separator, FolderRole Role, bool RoleIsGuessed, bool Selectable);
