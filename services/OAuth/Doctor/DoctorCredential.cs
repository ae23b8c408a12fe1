using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.OAuth.SystemEmails;

namespace HelpdeskMail.OAuth.Doctor;

/// <summary>What a server is shown, as Fetch and Reply show it.</summary>
internal static class DoctorCredential
{
    public static MailCredential Of(SystemEmail email, ServerSettings server, string secret)
    {
        var user = server.UserName ?? email.Address;
        return server.SignIn == SignInMethod.AccessToken ? new MailCredential.AccessToken(user, secret) : new MailCredential.Password(user, secret);
    }
}
