namespace HelpdeskMail.Contracts.SystemEmails.Admin;

/// <summary>
/// A system email as an admin sees it: <c>GET /internal/admin/system-emails</c> (all, by address) and <c>GET /internal/admin/system-emails/{id}</c>. Also the answer of
/// <c>POST /internal/admin/system-emails/{id}/pause</c> and <c>…/resume</c> (no body). <c>DELETE /internal/admin/system-emails/{id}</c> removes it with its tokens and secrets (204).
/// Every route under <c>/internal/admin</c> is for the caller helpdesk and takes the acting admin in <c>X-Admin-Id</c> and <c>X-Admin-Name</c> (percent-encoded UTF-8);
/// a change without them is 400 <c>admin_unknown</c>.
/// </summary>
/// <param name="Id">The system email.</param>
/// <param name="Revision">Grows with each change.</param>
/// <param name="Address">Address of the mailbox.</param>
/// <param name="Name">Name shown to recipients.</param>
/// <param name="Provider">What the mailbox is kept by.</param>
/// <param name="SignIn">How it is signed in to.</param>
/// <param name="SharedMailbox">Whether another account may sign in for it.</param>
/// <param name="Application">The OAuth application; null for <see cref="SignInWay.Password"/>.</param>
/// <param name="HasPassword">Whether a password is stored.</param>
/// <param name="Receiving">How mail is read; null when it only sends.</param>
/// <param name="Sending">How mail is sent; null when it only reads.</param>
/// <param name="Linked">Whether there is something to sign in with.</param>
/// <param name="Paused">Whether an admin has stopped it for now.</param>
/// <param name="Account">The account that signed in, for people; null for ways without one and before linking.</param>
/// <param name="Health">Its state, with reasons.</param>
/// <param name="CallbackAddress">The redirect URI to register with the identity provider.</param>
/// <param name="AdminConsentAddress">A page where an administrator of the tenant can consent for everybody; null where there is none.</param>
/// <param name="CreatedAt">When it was added.</param>
/// <param name="ChangedAt">When its settings were last saved.</param>
public sealed record SystemEmailView(
    Guid Id,
    int Revision,
    string Address,
    string Name,
    MailProvider Provider,
    SignInWay SignIn,
    bool SharedMailbox,
    ApplicationView? Application,
    bool HasPassword,
    ReceivingSettings? Receiving,
    SendingSettings? Sending,
    bool Linked,
    bool Paused,
    string? Account,
    LinkHealth Health,
    string CallbackAddress,
    string? AdminConsentAddress,
    DateTimeOffset CreatedAt,
    DateTimeOffset ChangedAt)
{
    /// <summary>Who signs in, where that is not the mailbox itself.</summary>
    public string? Login { get; init; }
}
