namespace HelpdeskMail.Sandbox.Api;

/// <summary>A registration to be made or changed; what is null stays as it is, or takes the usual value.</summary>
/// <param name="ClientId">Of a new one; null: chosen.</param>
/// <param name="Name">Its name.</param>
/// <param name="PublicClient">«Allow public client flows»: password grant and device code without a secret.</param>
/// <param name="MultiTenant">Whether <c>common</c> serves it.</param>
/// <param name="Disabled">AADSTS7000112 for everything.</param>
/// <param name="RedirectUris">Besides any loopback address that ends in <c>/oauth/callback</c>.</param>
/// <param name="Roles">Application permissions with consent, such as <c>Mail.ReadWrite</c>.</param>
/// <param name="RequestedRoles">Application permissions an admin consents to at <c>adminconsent</c>.</param>
/// <param name="MailboxPattern">Mailboxes it has FullAccess to for IMAP, POP3 and SMTP.</param>
public sealed record ApplicationChange(
    Guid? ClientId = null, string? Name = null, bool? PublicClient = null, bool? MultiTenant = null, bool? Disabled = null, string[]? RedirectUris = null, string[]? Roles = null, string[]? RequestedRoles = null, string? MailboxPattern = null);
