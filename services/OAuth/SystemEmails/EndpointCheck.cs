using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.OAuth.Providers;

namespace HelpdeskMail.OAuth.SystemEmails;

/// <summary>Checks the addresses of an identity provider that an admin has typed: this service will call them.</summary>
internal static class EndpointCheck
{
    private const int LongestText = 500;
    private const int MostParameters = 20;

    /// <summary>Parameters of a sign-in page that are this service's to set.</summary>
    private static readonly string[] Reserved =
        ["client_id", "response_type", "redirect_uri", "scope", "state", "nonce", "code_challenge", "code_challenge_method", "response_mode", "client_secret", "request", "request_uri"];

    public static void Check(SystemEmailDraft draft, ApplicationDraft application, ProviderPreset preset, IdentityHosts hosts, OutboundGuard guard, FieldProblems problems)
    {
        if (TokenProfiles.IsMicrosoft(draft.Provider))
        {
            CheckMicrosoft(application.AuthorizeEndpoint, TenantEndpoints.AuthorizeEnding, "application.authorizeEndpoint", draft.Provider, hosts, problems);
            CheckMicrosoft(application.TokenEndpoint, TenantEndpoints.TokenEnding, "application.tokenEndpoint", draft.Provider, hosts, problems);
            CheckSameAuthority(application, problems);
            return;
        }

        CheckPlain(application.AuthorizeEndpoint, "application.authorizeEndpoint", needed: draft.SignIn == SignInWay.AuthorizationCode && preset.AuthorizeEndpointTemplate is null, guard, problems);
        CheckPlain(application.TokenEndpoint, "application.tokenEndpoint", needed: preset.TokenEndpointTemplate is null, guard, problems);
        CheckPlain(application.Details?.DeviceEndpoint, "application.details.deviceEndpoint", needed: draft.SignIn == SignInWay.DeviceCode, guard, problems);
        CheckPlain(application.Details?.IdentityEndpoint, "application.details.identityEndpoint", needed: false, guard, problems);
        CheckDetails(application.Details, problems);
        if (draft.Provider == MailProvider.Google && (IsElsewhere(application.AuthorizeEndpoint, preset.AuthorizeEndpointTemplate) || IsElsewhere(application.TokenEndpoint, preset.TokenEndpointTemplate)))
        {
            problems.Add("application.tokenEndpoint", "These are not Google's endpoints. Leave both fields empty, or choose «Any OAuth2 provider».");
        }
    }

    private static void CheckMicrosoft(string? endpoint, string ending, string field, MailProvider provider, IdentityHosts hosts, FieldProblems problems)
    {
        if (string.IsNullOrEmpty(endpoint))
        {
            return;
        }

        if (!WebAddress.TryRead(endpoint, out var address))
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

    private static void CheckPlain(string? endpoint, string field, bool needed, OutboundGuard guard, FieldProblems problems)
    {
        if (string.IsNullOrEmpty(endpoint))
        {
            if (needed)
            {
                problems.Add(field, "Fill in this endpoint from the provider's documentation, for example https://login.example.com/oauth2/token.");
            }
        }
        else if (PastedText.HidesSomething(endpoint))
        {
            problems.Add(field, PastedText.Hidden);
        }
        else if (endpoint.Length > LongestText || !WebAddress.TryRead(endpoint, out var address) || address.Scheme is not ("https" or "http"))
        {
            problems.Add(field, "This is no address of the form https://login.example.com/oauth2/token.");
        }
        else if (guard.Problem(address) is { } problem)
        {
            problems.Add(field, problem);
        }
    }

    private static void CheckDetails(OAuth2Details? details, FieldProblems problems)
    {
        if (details?.AddressField is { } path && (path.Length > LongestText || path.Any(char.IsWhiteSpace)))
        {
            problems.Add("application.details.addressField", "The field is a name or a dotted path to one, such as email or user.mail.");
        }

        foreach (var (name, value) in details?.AuthorizeParameters ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            if (name.Length is 0 or > 100 || name.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('_' or '-' or '.')) || (value?.Length ?? 0) > LongestText)
            {
                problems.Add("application.details.authorizeParameters", $"«{name}» is no parameter. Write one a line, as name=value.");
            }
            else if (Reserved.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                problems.Add("application.details.authorizeParameters", $"«{name}» is set by this service and cannot be typed.");
            }
        }

        if (details?.AuthorizeParameters?.Count > MostParameters)
        {
            problems.Add("application.details.authorizeParameters", $"At most {MostParameters} parameters can be added.");
        }
    }

    private static bool IsElsewhere(string? typed, string? usual) =>
        !string.IsNullOrEmpty(typed) && WebAddress.TryRead(typed, out var address) && usual is not null && !string.Equals(address.IdnHost, new Uri(usual).IdnHost, StringComparison.OrdinalIgnoreCase);
}
