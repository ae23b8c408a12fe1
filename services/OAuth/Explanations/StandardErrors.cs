namespace HelpdeskMail.OAuth.Explanations;

/// <summary>The error codes that the OAuth standards name (RFC 6749 sections 4.1.2.1 and 5.2, OpenID Connect Core section 3.1.2.6), Entra's for a consent that was declined, Google's («Using OAuth 2.0 for Web Server Applications») and Zoho's, for providers and numbers not known otherwise.</summary>
public static class StandardErrors
{
    private static readonly Dictionary<string, Explanation> ByError = new Explanation[]
    {
        new("invalid_grant", Mender.SigningIn, "The sign-in is not accepted any more.", "It expired, was revoked, or was used already.", "Link again."),
        new("interaction_required", Mender.SigningIn, "The provider wants somebody at its sign-in page.", null, "Link again."),
        new("login_required", Mender.SigningIn, "The provider wants somebody to sign in.", null, "Link again."),
        new("consent_required", Mender.SigningIn, "The application has no consent for these permissions.", null, "Link again and consent, or let an administrator of the tenant consent."),
        new("access_denied", Mender.SigningIn, "The sign-in was refused or broken off.", "Somebody pressed «Cancel», or the account may not use this application.", "Link again; if it repeats, let an administrator of the tenant consent."),
        new("permission_denied", Mender.TenantAdmin, "The administrator did not grant the permissions.", "Somebody pressed «Cancel», or the account may not consent for the organisation.", "Open the admin consent page again with an account that may, and accept."),
        new("invalid_client", Mender.Application, "The provider does not accept the application's client id or secret.", null, "Check client id and client secret against the application's registration."),
        new("unauthorized_client", Mender.Application, "The application may not sign in this way.", null, "Check the client id, the tenant and the permitted ways of signing in in the application's registration."),
        new("invalid_scope", Mender.Application, "The provider does not accept the scopes.", null, "Empty the field «Scopes» to take the suggested ones."),
        new("invalid_resource", Mender.Application, "The provider does not know the service that the scopes name.", null, "Empty the field «Scopes» to take the suggested ones."),
        new("invalid_request", Mender.Application, "The provider did not accept the request.", "Tenant, endpoints or callback address do not fit the application's registration.", "Compare tenant, endpoints and callback address with the application's registration."),
        new("unsupported_grant_type", Mender.Application, "The provider does not offer this way of signing in.", null, "Choose another way of signing in for this system email."),
        new("unsupported_response_type", Mender.Application, "The provider does not offer sign-in by code for this application.", null, "Check the permitted ways of signing in in the application's registration."),
        new("temporarily_unavailable", Mender.Nobody, "The provider cannot answer at the moment.", null, "Nothing has to be done; it is tried again with growing pauses."),
        new("server_error", Mender.Nobody, "The provider has met an error of its own.", null, "Nothing has to be done; it is tried again with growing pauses."),
        new("admin_policy_enforced", Mender.TenantAdmin, "The organisation does not let this application into its Google accounts.", "An administrator has restricted the scope or the application.",
            "Let an administrator of Google Workspace open «Security», «API controls», «Manage app access» and trust the application by its client id, then link again."),
        new("org_internal", Mender.SigningIn, "The application is for accounts of its own organisation only.", "Its audience is «Internal», and somebody of another organisation, or with a personal account, signed in.",
            "Link again with an account of that organisation, or set the audience to «External» in the Google Cloud console."),
        new("redirect_uri_mismatch", Mender.Application, "The provider does not know the callback address.", "It is missing in the application's registration, or differs in a letter, in http/https or in the port.", "Register exactly the callback address shown on this system email's page."),
        new("deleted_client", Mender.Application, "The application was deleted at the provider.", null, "Restore it there, or register a new one and fill in its client id and secret."),
        new("invalid_rapt", Mender.TenantAdmin, "The organisation ends sign-ins of this application after some hours.", "Google Workspace's session control asks for a new proof again and again.",
            "Let an administrator trust the application and exempt trusted applications from «Google Cloud session control», then link again."),
        new("internal_failure", Mender.Nobody, "The provider has met an error of its own.", null, "Nothing has to be done; it is tried again with growing pauses."),
        new("invalid_code", Mender.SigningIn, "The provider did not accept the code that came back from its sign-in page, or the refresh token.",
            "It was used already, is too old, or belongs to another data centre: Zoho's accounts are kept in one region each.", "Link again; with Zoho fill in the endpoints of the account's own region, such as accounts.zoho.eu."),
    }.ToDictionary(row => row.Code, StringComparer.Ordinal);

    /// <summary>Every code that is known here.</summary>
    public static IReadOnlyCollection<string> Codes => ByError.Keys;

    /// <summary>What a code means; for one nobody has heard of, a sentence that says so and what to try.</summary>
    public static Explanation Find(string error) => ByError.GetValueOrDefault(error) ?? new(
        error,
        Mender.Application,
        "The provider refused with a code that is not known here.",
        null,
        "Search for the code and the provider's words below in the provider's documentation, mend what they name, then try again.");
}
