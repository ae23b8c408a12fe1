namespace HelpdeskMail.Sandbox.SignIn.Mail;

/// <summary>A mail server and the permissions that open it.</summary>
/// <param name="Name">As in faults, logs and <c>/api/status</c>.</param>
/// <param name="Permission">Delegated permission (claim <c>scp</c>).</param>
/// <param name="Role">Application permission (claim <c>roles</c>).</param>
public sealed record MailProtocol(string Name, string Permission, string Role)
{
    public static readonly MailProtocol Imap = new("imap", "IMAP.AccessAsUser.All", "IMAP.AccessAsApp");
    public static readonly MailProtocol Pop3 = new("pop3", "POP.AccessAsUser.All", "POP.AccessAsApp");
    public static readonly MailProtocol Smtp = new("smtp", "SMTP.Send", "SMTP.SendAsApp");
}
