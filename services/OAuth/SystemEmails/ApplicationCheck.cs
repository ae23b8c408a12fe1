using System.Text.RegularExpressions;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.OAuth.Providers;

namespace HelpdeskMail.OAuth.SystemEmails;

/// <summary>Checks the OAuth application of a draft.</summary>
internal static partial class ApplicationCheck
{
    private const string SharedTenants = "common organizations consumers";
    private const string GraphHost = "https://graph.microsoft.com/";

    /// <summary>Scopes of OpenID Connect, which belong to no resource.</summary>
    private static readonly string[] OpenIdScopes = ["openid", "profile", "email", "offline_access"];

    public static void Check(SystemEmailDraft draft, ProviderPreset preset, SystemEmail? present, IdentityHosts hosts, FieldProblems problems)
    {
        if (draft.Application is not { } application)
        {
            problems.Add("application", "Fill in the application registered with the identity provider: client id, client secret and tenant.");
            return;
        }

        CheckClient(application, present, problems);
        CheckTenant(application.Tenant ?? "", draft.SignIn, problems);
        if (preset.TokenEndpointTemplate is null)
        {
            return;
        }

        CheckEndpoint(application.AuthorizeEndpoint, TenantEndpoints.AuthorizeEnding, "application.authorizeEndpoint", draft.Provider, hosts, problems);
        CheckEndpoint(application.TokenEndpoint, TenantEndpoints.TokenEnding, "application.tokenEndpoint", draft.Provider, hosts, problems);
        CheckSameAuthority(application, problems);
        CheckScopes(application.Scopes ?? [], draft.SignIn, problems);
    }

    private static void CheckClient(ApplicationDraft application, SystemEmail? present, FieldProblems problems)
    {
        var clientId = application.ClientId ?? "";
        if (!Guid.TryParseExact(clientId, "D", out _))
        {
            problems.Add("application.clientId", clientId.Length == 0
                ? "Fill in the Application (client) ID from the app registration's overview page."
                : "The Application (client) ID looks like 11111111-2222-3333-4444-555555555555. Copy it from the app registration's overview page.");
        }

        var secret = application.ClientSecret;
        if (string.IsNullOrEmpty(secret))
        {
            if (present?.Application?.ClientSecret is null)
            {
                problems.Add("application.clientSecret", "Fill in the client secret's value from «Certificates & secrets». It is shown there only once, right after it was made.");
            }
        }
        else if (Guid.TryParseExact(secret, "D", out _))
        {
            problems.Add("application.clientSecret", "This is the secret's ID. Copy the column «Value» instead; if it is hidden by now, make a new secret.");
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

    private static void CheckEndpoint(string? endpoint, string ending, string field, MailProvider provider, IdentityHosts hosts, FieldProblems problems)
    {
        if (string.IsNullOrEmpty(endpoint))
        {
            return;
        }

        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var address))
        {
            problems.Add(field, "This is no address. Leave it empty to take the one that follows from the tenant.");
        }
        else if (!hosts.IsProtected(address))
        {
            problems.Add(field, "The address must begin with https://, since secrets are sent there.");
        }
        else if (!hosts.Allows(provider, address))
        {
            problems.Add(field, $"«{address.Authority}» is not one of this provider's sign-in hosts. Leave the field empty to take the usual one; an operator can set another by Microsoft:LoginAddress.");
        }
        else if (TenantEndpoints.Authority(endpoint, ending) is null)
        {
            problems.Add(field, $"The address ends in /TENANT{ending}. Leave it empty to take the one that follows from the tenant.");
        }
    }

    private static void CheckSameAuthority(ApplicationDraft application, FieldProblems problems)
    {
        if (string.IsNullOrEmpty(application.AuthorizeEndpoint) || string.IsNullOrEmpty(application.TokenEndpoint))
        {
            return;
        }

        var authorize = TenantEndpoints.Authority(application.AuthorizeEndpoint, TenantEndpoints.AuthorizeEnding);
        var token = TenantEndpoints.Authority(application.TokenEndpoint, TenantEndpoints.TokenEnding);
        if (authorize is not null && token is not null && !authorize.Equals(token, StringComparison.OrdinalIgnoreCase))
        {
            problems.Add("application.tokenEndpoint", "The two endpoints name different hosts or tenants; a code from the one is worth nothing at the other.");
        }
    }

    private static void CheckScopes(IReadOnlyList<string> scopes, SignInWay signIn, FieldProblems problems)
    {
        const string Field = "application.scopes";
        var resources = scopes.Where(scope => !OpenIdScopes.Contains(scope, StringComparer.OrdinalIgnoreCase)).ToList();
        if (scopes.Count == 0)
        {
            return;
        }

        if (scopes.Any(scope => string.IsNullOrWhiteSpace(scope) || scope.Any(char.IsWhiteSpace)))
        {
            problems.Add(Field, "Write one scope a line, without spaces in it.");
            return;
        }

        if (resources.Count == 0)
        {
            problems.Add(Field, "None of these scopes lets mail be read or sent. Leave the field empty to take the provider's.");
        }

        foreach (var bare in resources.Where(scope => !scope.Contains("://", StringComparison.Ordinal)))
        {
            problems.Add(Field, $"«{bare}» without an address before it means Microsoft Graph, whose tokens IMAP and SMTP refuse. Write https://outlook.office.com/{bare}.");
        }

        if (resources.Any(scope => scope.StartsWith(GraphHost, StringComparison.OrdinalIgnoreCase)))
        {
            problems.Add(Field, "A token for Microsoft Graph is refused by IMAP and SMTP. Ask for scopes of https://outlook.office.com.");
        }

        if (resources.Where(scope => scope.Contains("://", StringComparison.Ordinal)).Select(Resource).Distinct(StringComparer.OrdinalIgnoreCase).Count() > 1)
        {
            problems.Add(Field, "The scopes belong to different services; one access token is for one service only.");
        }

        var isDefault = resources.Exists(scope => scope.EndsWith("/.default", StringComparison.Ordinal));
        if (signIn == SignInWay.ClientCredentials && (scopes.Count != 1 || !isDefault))
        {
            problems.Add(Field, "An application that signs in by itself asks for exactly one scope: https://outlook.office365.com/.default.");
        }
        else if (isDefault && resources.Count > 1)
        {
            problems.Add(Field, "«/.default» stands for every permission granted and cannot be mixed with named scopes.");
        }
    }

    private static string Resource(string scope)
    {
        var start = scope.IndexOf("://", StringComparison.Ordinal) + 3;
        var slash = scope.IndexOf('/', start);
        return slash < 0 ? scope : scope[..slash];
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9.-]{0,252}$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TenantShape();
}
