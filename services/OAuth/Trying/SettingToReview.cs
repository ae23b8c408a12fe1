using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.Contracts.SystemEmails.Doctor;
using HelpdeskMail.OAuth.Doctor;
using HelpdeskMail.OAuth.SystemEmails;

namespace HelpdeskMail.OAuth.Trying;

/// <summary>Which setting an admin looks at first, by what failed.</summary>
internal static class SettingToReview
{
    /// <summary>Path of the field.</summary>
    public static string Of(DoctorStep cause, SystemEmail email)
    {
        var side = cause.Direction == MailDirection.Sending || (cause.Direction is null && email.Receiving is null) ? "sending" : "receiving";
        return cause.Name switch
        {
            StepKinds.IdentityProvider or StepKinds.Clock => email.Application?.Tenant.Length > 0 ? "application.tenant" : "application.tokenEndpoint",
            StepKinds.Credential => OfSignIn(cause.Code, email),
            StepKinds.TokenContents => "application.scopes",
            StepKinds.NameResolved => $"{side}.server.host",
            StepKinds.Connected => $"{side}.server.port",
            StepKinds.Tls => $"{side}.server.security",
            StepKinds.SignedIn when email.SignIn == SignInWay.Password => "password",
            StepKinds.SignedIn => $"{side}.server.userName",
            StepKinds.FolderFound or StepKinds.Rights => "receiving.folder",
            _ => "address",
        };
    }

    private static string OfSignIn(string? code, SystemEmail email) => code switch
    {
        "AADSTS700016" or "AADSTS70001" or "AADSTS7000112" or "unauthorized_client" => "application.clientId",
        "AADSTS90002" or "AADSTS50059" or "AADSTS50128" or "AADSTS90023" or "AADSTS50194" or "AADSTS9001023" or "AADSTS9002332" or "AADSTS700005" or "AADSTS90038" => "application.tenant",
        "AADSTS70011" or "AADSTS28000" or "AADSTS28002" or "AADSTS28003" or "AADSTS700022" or "AADSTS500011" or "AADSTS50001" or "AADSTS65001" or "invalid_scope" => "application.scopes",
        "AADSTS50126" or "AADSTS50055" or "AADSTS50056" or "invalid_grant" when email.SignIn == SignInWay.PasswordGrant => "password",
        "AADSTS50034" or "AADSTS50053" or "AADSTS50057" => "login",
        "endpoint_unreadable" or "endpoint_redirects" or "provider_unreachable" when email.Application?.Tenant.Length == 0 => "application.tokenEndpoint",
        "certificate_missing" or "AADSTS700027" => "application.certificate",
        _ => email.Application?.Proof == ClientProof.Certificate ? "application.certificate" : email.SignIn == SignInWay.PasswordGrant ? "login" : "application.clientSecret",
    };
}
