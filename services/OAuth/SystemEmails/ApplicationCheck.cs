using System.Text.RegularExpressions;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.OAuth.Providers;

namespace HelpdeskMail.OAuth.SystemEmails;

/// <summary>Checks the OAuth application of a draft: who it is, and what it proves that with.</summary>
internal static partial class ApplicationCheck
{
    private const string SharedTenants = "common organizations consumers";
    private const int LongestClientId = 300;

    public static void Check(SystemEmailDraft draft, ProviderPreset preset, SystemEmail? present, IdentityHosts hosts, OutboundGuard guard, DateTimeOffset now, FieldProblems problems)
    {
        if (draft.Application is not { } application)
        {
            problems.Add("application", "Fill in the application registered with the identity provider: client id, client secret and tenant.");
            return;
        }

        var isMicrosoft = TokenProfiles.IsMicrosoft(draft.Provider);
        CheckClientId(application.ClientId ?? "", isMicrosoft, problems);
        CheckProof(draft, application, present?.Application, isMicrosoft, now, problems);
        if (isMicrosoft)
        {
            CheckTenant(application.Tenant ?? "", draft.SignIn, problems);
            if (Guid.TryParse(application.ClientId, out var client) && Guid.TryParse(application.Tenant, out var tenant) && client == tenant)
            {
                problems.Add("application.tenant", "This is the same as the Application (client) ID. Both stand on the app registration's overview page: copy the Directory (tenant) ID here.");
            }
        }

        EndpointCheck.Check(draft, application, preset, hosts, guard, problems);
        CheckSameProvider(draft, application, preset, present?.Application, problems);
        ScopeCheck.Check(draft, application.Scopes ?? [], problems);
    }

    private static void CheckClientId(string clientId, bool isMicrosoft, FieldProblems problems)
    {
        if (clientId.Length == 0)
        {
            problems.Add("application.clientId", isMicrosoft ? "Fill in the Application (client) ID from the app registration's overview page." : "Fill in the client id that the provider gave the application.");
        }
        else if (isMicrosoft && !Guid.TryParseExact(clientId, "D", out _))
        {
            problems.Add("application.clientId", "The Application (client) ID looks like 11111111-2222-3333-4444-555555555555. Copy it from the app registration's overview page.");
        }
        else if (clientId.Length > LongestClientId || clientId.Any(letter => letter is < '!' or > '~'))
        {
            problems.Add("application.clientId", "A client id is letters, digits and signs without a space. Copy it again.");
        }
    }

    private static void CheckProof(SystemEmailDraft draft, ApplicationDraft application, OAuthApplication? present, bool isMicrosoft, DateTimeOffset now, FieldProblems problems)
    {
        CheckSecret(application.ClientSecret, isMicrosoft, problems);
        if (application.Certificate is { } certificate)
        {
            var (read, problem) = CertificateReader.Read(certificate);
            if ((problem ?? CertificateReader.OutOfTime(read!, now)) is { } wrong)
            {
                problems.Add("application.certificate", wrong);
            }

            read?.Dispose();
        }

        switch (DraftReader.ProofOf(draft, application, present))
        {
            case ClientProof.Secret when string.IsNullOrEmpty(application.ClientSecret) && present?.ClientSecret is null:
                problems.Add("application.clientSecret", isMicrosoft
                    ? "Fill in the client secret's value from «Certificates & secrets». It is shown there only once, right after it was made."
                    : "Fill in the client secret that the provider gave the application.");
                break;
            case ClientProof.Certificate when !isMicrosoft:
                problems.Add("application.proof", "Certificates are for Microsoft. Choose a secret.");
                break;
            case ClientProof.Certificate when draft.SignIn is SignInWay.PasswordGrant or SignInWay.DeviceCode:
                problems.Add("application.proof", "This way of signing in is a public client's: it needs neither a certificate nor a secret.");
                break;
            case ClientProof.Certificate when application.Certificate is null && present?.Certificate is null:
                problems.Add("application.certificate", "Give the certificate with its private key (.pfx or .pem), or the thumbprint of one in the machine's store.");
                break;
            case ClientProof.None when draft.SignIn == SignInWay.ClientCredentials:
                problems.Add("application.proof", "An application that signs in by itself has to prove who it is: by a secret or a certificate.");
                break;
            case ClientProof.None when draft.SignIn == SignInWay.AuthorizationCode && isMicrosoft:
                problems.Add("application.proof", "Under the platform «Web» Microsoft wants a secret or a certificate. For a public client choose the device code.");
                break;
        }

        if (application.KeepOldSecret && string.IsNullOrEmpty(application.ClientSecret))
        {
            problems.Add("application.clientSecret", "To keep the present secret beside a new one, fill in the new one.");
        }
    }

    /// <summary>Secrets are write-only: changing where they are sent must not be a way to read the stored ones.</summary>
    private static void CheckSameProvider(SystemEmailDraft draft, ApplicationDraft application, ProviderPreset preset, OAuthApplication? present, FieldProblems problems)
    {
        if (present is null || TokenProfiles.IsMicrosoft(draft.Provider) || !Uri.TryCreate(present.TokenEndpoint, UriKind.Absolute, out var before)
            || !Uri.TryCreate(string.IsNullOrEmpty(application.TokenEndpoint) ? preset.TokenEndpointTemplate : application.TokenEndpoint, UriKind.Absolute, out var now)
            || before.Authority.Equals(now.Authority, StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        if (present.ClientSecret is not null && string.IsNullOrEmpty(application.ClientSecret) && DraftReader.ProofOf(draft, application, present) == ClientProof.Secret)
        {
            problems.Add("application.clientSecret", "The provider is another one now, and the stored secret is not shown to it. Fill in the secret again.");
        }

        if (draft.SignIn == SignInWay.PasswordGrant && string.IsNullOrEmpty(draft.Password))
        {
            problems.Add("password", "The provider is another one now, and the stored password is not shown to it. Fill in the password again.");
        }
    }

    private static void CheckSecret(string? secret, bool isMicrosoft, FieldProblems problems)
    {
        if (string.IsNullOrEmpty(secret))
        {
            return;
        }

        if (secret.Trim() is { Length: > 0 } bare && bare.Any(letter => letter is < ' ' or > '~'))
        {
            problems.Add("application.clientSecret", "There is a letter or sign in it that no secret has, perhaps one that does not show. Copy it again, straight from the provider's page.");
        }
        else if (isMicrosoft && Guid.TryParseExact(secret.Trim(), "D", out _))
        {
            problems.Add("application.clientSecret", "This is the secret's ID. Copy the column «Value» instead; if it is hidden by now, make a new secret.");
        }
        else if (isMicrosoft && secret.Length > 2 && secret[0] is ('"' or '\'') && secret[^1] == secret[0])
        {
            problems.Add("application.clientSecret", "The secret stands between quotation marks. Copy it again without them.");
        }
        else if (secret.Trim() != secret)
        {
            problems.Add("application.clientSecret", "The secret begins or ends with a space. Copy it again without.");
        }
    }

    private static void CheckTenant(string tenant, SignInWay signIn, FieldProblems problems)
    {
        if (tenant.Length == 0)
        {
            problems.Add("application.tenant", "Fill in the Directory (tenant) ID from the app registration's overview page.");
        }
        else if (!TenantShape().IsMatch(tenant))
        {
            problems.Add("application.tenant", "A tenant is its id (11111111-2222-3333-4444-555555555555) or one of its domains (contoso.com).");
        }
        else if (SharedTenants.Split(' ').Contains(tenant, StringComparer.OrdinalIgnoreCase))
        {
            if (signIn == SignInWay.ClientCredentials)
            {
                problems.Add("application.tenant", $"«{tenant}» is no tenant an application can sign in to by itself. Fill in the Directory (tenant) ID.");
            }
            else if (!tenant.Equals("organizations", StringComparison.OrdinalIgnoreCase))
            {
                problems.Add("application.tenant", $"«{tenant}» also lets personal accounts in, which have no mailbox of an organisation. Fill in the Directory (tenant) ID, or «organizations».");
            }
        }
        else if (!Guid.TryParse(tenant, out _) && !tenant.Contains('.', StringComparison.Ordinal))
        {
            problems.Add("application.tenant", "A tenant is its id (11111111-2222-3333-4444-555555555555) or one of its domains (contoso.com).");
        }
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9.-]{0,252}$", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex TenantShape();
}
