namespace HelpdeskMail.Contracts.SystemEmails;

/// <summary>What Fetch, Reply and the helpdesk need to know of a system email (<c>GET /internal/system-emails</c> of the OAuth service). Holds no secret.</summary>
/// <param name="Id">The system email.</param>
/// <param name="Revision">Grows with each change.</param>
/// <param name="Address">Address of the mailbox; also its login name and envelope sender.</param>
/// <param name="Name">Name shown to recipients.</param>
/// <param name="Provider">What the mailbox is kept by: <c>microsoft365</c>, <c>google</c>, <c>sandbox</c>, <c>oauth2</c>, <c>other</c>.</param>
/// <param name="Linked">Whether there are credentials to sign in with.</param>
/// <param name="Paused">True when an admin has stopped fetching and sending for now.</param>
/// <param name="Removed">True when it was removed; what is running for it stops.</param>
/// <param name="Receiving">How its mail is read; null when it only sends.</param>
/// <param name="Sending">How its mail is sent; null when it only reads.</param>
public sealed record SystemEmailSettings(
    Guid Id,
    int Revision,
    string Address,
    string Name,
    string Provider,
    bool Linked,
    bool Paused,
    bool Removed,
    ReceivingSettings? Receiving,
    SendingSettings? Sending);
