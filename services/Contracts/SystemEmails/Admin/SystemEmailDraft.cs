namespace HelpdeskMail.Contracts.SystemEmails.Admin;

/// <summary>
/// A system email as an admin fills it in: <c>POST /internal/admin/system-emails</c> creates (201), <c>PUT /internal/admin/system-emails/{id}</c> replaces (200), both answering with a
/// <see cref="SystemEmailView"/>; <c>POST /internal/admin/system-emails/check</c> only checks (204). What is wrong comes as a 400 problem with code <c>validation_failed</c> and
/// <c>errors</c>: field path (<c>address</c>, <c>application.clientId</c>, <c>receiving.server.host</c>) to sentences. PUT and DELETE of something unknown is 404 <c>system_email_unknown</c>;
/// an address that another system email has is 409 <c>address_taken</c>. With <c>?validate=true</c> both first try the settings by really signing in, with <c>&amp;testMailTo=</c> by a test mail too,
/// and what does not work is not saved: 422 with the code of the cause, and under <c>errors</c> the setting to look at first. Ways that somebody signs in by are tried by that sign-in.
/// </summary>
/// <param name="Address">Address of the mailbox, <c>local@domain</c>.</param>
/// <param name="Name">Name shown to recipients, up to 200 characters.</param>
/// <param name="Provider">What the mailbox is kept by.</param>
/// <param name="SignIn">How it is signed in to.</param>
/// <param name="SharedMailbox">True when somebody other than the mailbox itself may sign in for it (a delegate of a shared mailbox). Only for ways that somebody signs in by.</param>
/// <param name="Application">The OAuth application; null for <see cref="SignInWay.Password"/>.</param>
/// <param name="Password">The password for <see cref="SignInWay.Password"/> and <see cref="SignInWay.PasswordGrant"/>; null keeps the stored one.</param>
/// <param name="Receiving">How mail is read; null when it only sends.</param>
/// <param name="Sending">How mail is sent; null when it only reads.</param>
/// <param name="Revision">With PUT: the revision that was edited; when somebody else has saved since, the answer is 409 <c>changed_meanwhile</c>. Null overwrites.</param>
public sealed record SystemEmailDraft(
    string Address,
    string Name,
    MailProvider Provider,
    SignInWay SignIn,
    bool SharedMailbox,
    ApplicationDraft? Application,
    string? Password,
    ReceivingSettings? Receiving,
    SendingSettings? Sending,
    int? Revision = null)
{
    /// <summary>
    /// Who signs in, where that is not the mailbox itself: the account of <see cref="SignInWay.PasswordGrant"/>, and the delegate expected with <see cref="SharedMailbox"/>. Null for the mailbox's address, or anybody.
    /// </summary>
    public string? Login { get; init; }

    /// <summary>
    /// Whether servers that are not Microsoft's or Google's own (a proxy of the organisation's) may be shown the access tokens of that provider. Asked for when such a server is new; those that were shown them before go on.
    /// </summary>
    public bool TokensToOtherServers { get; init; }

    /// <summary>Leaves the password out.</summary>
    public override string ToString() => $"{Address} ({Provider}, {SignIn})";
}
