using System.Text;
using HelpdeskMail.Sandbox.SignIn.Mail;

namespace HelpdeskMail.Sandbox.Google;

/// <summary>Opens mailboxes of <c>gmail.example</c> by access tokens. A refusal comes with a challenge that tells why, which the client has to answer before the last word (XOAUTH2, RFC 7628).</summary>
public sealed class GoogleMail(GoogleStore store)
{
    private static readonly string Challenge = Convert.ToBase64String(Encoding.ASCII.GetBytes("""{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}"""));

    /// <summary>Whether the mailbox is this provider's.</summary>
    public static bool Owns(string mailbox) => mailbox.EndsWith("@" + GoogleStore.Domain, StringComparison.OrdinalIgnoreCase);

    public async Task<MailSignInResult> SignInAsync(MailProtocol protocol, string mailbox, string token, CancellationToken cancellation)
    {
        var grant = await store.FindTokenAsync("access", token, cancellation);
        var why = grant is null ? "the token is unknown, expired or revoked"
            : !grant.Allows(GoogleScopes.Mail) ? $"the token lacks the scope {GoogleScopes.Mail}"
            : (await store.AccountAsync(grant.AccountId, cancellation)).Address != mailbox ? "the token is another account's"
            : null;
        return why is null ? new MailSignInResult.Open(mailbox, grant!.ExpiresAt, SendAs: null) : new MailSignInResult.Refused(why, Answer(protocol)) { Challenge = Challenge };
    }

    private static string Answer(MailProtocol protocol) => protocol.Name switch
    {
        "imap" => "NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)",
        "pop3" => "-ERR [AUTH] Username and password not accepted.",
        _ => "535 5.7.8 Username and Password not accepted. For more information, go to https://support.google.com/mail/?p=BadCredentials - gsmtp",
    };
}
