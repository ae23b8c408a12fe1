using HelpdeskMail.Contracts.SystemEmails.Admin;

namespace HelpdeskMail.OAuth.SystemEmails;

/// <summary>Writes a system email down for another installation. What that one cannot use is left out: secrets, and a certificate that lies in this machine's store is named by its thumbprint only.</summary>
internal static class ExportOf
{
    public static SystemEmailExport View(SystemEmailView view) => new(SystemEmailExport.FormatName, new SystemEmailDraft(
        view.Address, view.Name, view.Provider, view.SignIn, view.SharedMailbox, view.Application is { } application ? Application(application) : null, null, view.Receiving, view.Sending)
    {
        Login = view.Login,
    });

    private static ApplicationDraft Application(ApplicationView application) => new(
        application.ClientId, null, application.Tenant, application.AuthorizeEndpoint, application.TokenEndpoint, application.OwnScopes.Count > 0 ? application.OwnScopes : null)
    {
        Proof = application.Proof,
        SecretExpiresOn = application.SecretExpiresOn,
        Certificate = application.Certificate is { FromStore: true, Thumbprint: var thumbprint } ? new CertificateDraft(null, null, thumbprint) : null,
        Details = application.Details,
    };
}
