namespace HelpdeskMail.Sandbox.SignIn;

/// <summary>The refusals this provider knows, by Entra's numbers (Microsoft Entra authentication and authorization error codes).</summary>
public static class EntraErrors
{
    private const int Unauthorized = StatusCodes.Status401Unauthorized;

    public static EntraError UnknownApplication(string? clientId, string tenant) => new(700016, "unauthorized_client",
        $"Application with identifier '{clientId}' was not found in the directory '{tenant}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.",
        OwnPage: true);

    public static EntraError UnknownTenant(string tenant) => new(90002, "invalid_request",
        $"Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.",
        OwnPage: true);

    public static EntraError ReplyAddressMismatch(string? redirectUri, Guid clientId) => new(50011, "invalid_request",
        $"The redirect URI '{redirectUri}' specified in the request does not match the redirect URIs configured for the application '{clientId}'. Make sure the redirect URI sent in the request matches one added to your application in the Azure portal.",
        OwnPage: true);

    public static EntraError NoReplyAddress => new(500113, "invalid_request", "No reply address is registered for the application.", OwnPage: true);

    public static EntraError SingleTenant(Guid clientId, string name) => new(50194, "invalid_request",
        $"Application '{clientId}'({name}) is not configured as a multi-tenant application. Usage of the /common endpoint is not supported for such apps created after '10/15/2018'. Use a tenant-specific endpoint or configure the application to be multi-tenant.",
        OwnPage: true);

    public static EntraError ApplicationDisabled(Guid clientId) => new(7000112, "unauthorized_client", $"Application '{clientId}' is disabled.", OwnPage: true);

    public static EntraError MissingParameter(string name, bool ownPage = false) => new(900144, "invalid_request",
        $"The request body must contain the following parameter: '{name}'.", OwnPage: ownPage);

    public static EntraError PostOnly => new(900561, "invalid_request", "The endpoint only accepts POST requests. Received a GET request.", OwnPage: true);

    public static EntraError GrantNotSupported(string? grant) => new(70003, "unsupported_grant_type", $"The app requested an unsupported grant type '{grant}'.");

    public static EntraError ResponseTypeNotSupported(string? type) => new(700054, "unsupported_response_type",
        $"response_type '{type}' is not enabled for the application.");

    public static EntraError ResponseModeNotSupported(string? mode) => new(70007, "invalid_request",
        $"'{mode}' is not a supported value of response_mode when requesting a token.");

    public static EntraError ChallengeMethodNotSupported => new(501491, "invalid_request", "Invalid Code_Challenge parameter: the method is 'plain' or 'S256' and the value has 43 to 128 characters.");

    public static EntraError InvalidSecret(Guid clientId) => new(7000215, "invalid_client",
        $"Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{clientId}'.", Unauthorized);

    public static EntraError ExpiredSecret(Guid clientId) => new(7000222, "invalid_client",
        $"The provided client secret keys for app '{clientId}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.", Unauthorized);

    public static EntraError SecretRequired => new(7000218, "invalid_client",
        "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.", Unauthorized);

    public static EntraError PublicClientWithSecret => new(700025, "invalid_client",
        "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.", Unauthorized);

    public static EntraError NotConsented(Guid clientId, string name) => new(65001, "invalid_grant",
        $"The user or administrator has not consented to use the application with ID '{clientId}' named '{name}'. Send an interactive authorization request for this user and resource.",
        SubError: "consent_required");

    public static EntraError ConsentDeclined => new(65004, "access_denied", "User declined to consent to access the app.");

    public static EntraError AdminConsentNeeded(string name) => new(90094, "access_denied", $"The grant requires admin permission: {name} asks for permissions that only an admin can grant.");

    public static EntraError NoSession => new(50058, "login_required", "A silent sign-in request was sent but no user is signed in.");

    public static EntraError ConsentNeededSilently(Guid clientId, string name) => NotConsented(clientId, name) with { Error = "interaction_required" };

    public static EntraError UnknownUser(string address, string tenant) => new(50034, "invalid_grant",
        $"The user account {address} does not exist in the {tenant} directory. To sign into this application, the account must be added to the directory.", SubError: "bad_token");

    public static EntraError WrongPassword => new(50126, "invalid_grant", "Error validating credentials due to invalid username or password.");

    public static EntraError AccountLocked => new(50053, "invalid_grant", "The account is locked, you've tried to sign in too many times with an incorrect user ID or password.");

    public static EntraError PasswordExpired => new(50055, "invalid_grant", "The password is expired.", SubError: "user_password_expired");

    public static EntraError AccountDisabled => new(50057, "invalid_grant", "The user account is disabled.");

    public static EntraError SecondFactorNeeded => EntraCatalogue.Find(50076, Guid.Empty, "", "");

    public static EntraError UserOfOtherTenant(string address) => new(50020, "invalid_grant",
        $"User account '{address}' from identity provider does not exist in tenant and cannot access the application in that tenant. The account needs to be added as an external user in the tenant first.");

    public static EntraError InvalidScope(string scope) => new(70011, "invalid_scope",
        $"The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope {scope} is not valid.");

    public static EntraError UnknownPermission(string scope, string resource) => new(650053, "invalid_client",
        $"The application asked for scope '{scope}' that doesn't exist on the resource '{resource}'. Contact the app vendor.");

    public static EntraError UnknownResource(string resource, string tenant) => new(500011, "invalid_resource",
        $"The resource principal named {resource} was not found in the tenant named {tenant}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.");

    public static EntraError SeveralResources(string scope) => new(28000, "invalid_request",
        $"Provided value for the input parameter scope is not valid because it contains more than one resource. Scope {scope} is not valid.");

    public static EntraError DefaultWithNamedScopes(string scope) => new(70011, "invalid_scope",
        $"The provided value for the input parameter 'scope' is not valid. The scope {scope} is not valid. .default scope can't be combined with resource-specific scopes.");

    public static EntraError ApplicationScope(string scope) => new(1002012, "invalid_scope",
        $"The provided value for scope {scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).");

    public static EntraError TenantNeeded(Guid clientId) => new(50059, "invalid_request",
        $"No tenant-identifying information found in either the request or implied by any provided credentials. Application '{clientId}' must use its tenant's endpoint.");

    public static EntraError PasswordGrantOverCommon => new(9001023, "invalid_request",
        "The grant type is not supported over the /common or /consumers endpoints. Please use the /organizations or tenant-specific endpoint.");

    public static EntraError InvalidCode => new(9002313, "invalid_grant", "Invalid request. Request is malformed or invalid.", SubError: "bad_token");

    public static EntraError CodeExpired => new(70008, "invalid_grant",
        "The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.");

    public static EntraError CodeRedeemed => new(54005, "invalid_grant",
        "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.");

    public static EntraError CodeOfOtherClient => new(70000, "invalid_grant", "The provided value for the 'code' parameter is not valid: it was issued to another client or redirect URI.", SubError: "bad_token");

    public static EntraError VerifierMismatch => new(501481, "invalid_grant", "The Code_Verifier does not match the code_challenge supplied in the authorization request.");

    public static EntraError VerifierMissing => new(50148, "invalid_grant", "The code_verifier does not match the code_challenge supplied in the authorization request for PKCE.");

    public static EntraError RefreshTokenInvalid => new(9002313, "invalid_grant", "Invalid request. Request is malformed or invalid.", SubError: "bad_token");

    public static EntraError RefreshTokenInactive => new(700082, "invalid_grant",
        "The refresh token has expired due to inactivity. The token was inactive for 90.00:00:00.", SubError: "bad_token");

    public static EntraError RefreshTokenRevoked => new(50173, "invalid_grant",
        "The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password.", SubError: "bad_token");

    public static EntraError VerificationCodeInvalid => EntraCatalogue.Find(70018, Guid.Empty, "", "");

    public static EntraError DeviceCodeExpired => EntraCatalogue.Find(70019, Guid.Empty, "", "");

    public static EntraError AuthorizationPending => EntraCatalogue.Find(70016, Guid.Empty, "", "");

    public static EntraError DeviceDeclined => ConsentDeclined with { Error = "authorization_declined" };

    public static EntraError AssertionInvalid => EntraCatalogue.Find(50027, Guid.Empty, "", "");

    public static EntraError AssertionOfOtherClient => EntraCatalogue.Find(700021, Guid.Empty, "", "");

    public static EntraError AssertionAudience => EntraCatalogue.Find(700023, Guid.Empty, "", "");

    public static EntraError AssertionForged(string thumbprint) => new(700027, "invalid_client",
        $"Client assertion failed signature validation. [Reason - The key was found, but use of the key to verify the signature failed., Thumbprint of key used by client: '{thumbprint}'.]", Unauthorized);

    public static EntraError AssertionOutOfTime(DateTimeOffset now, DateTimeOffset? from, DateTimeOffset? until) => new(700024, "invalid_client",
        $"Client assertion is not within its valid time range. Current time: {EntraError.Timestamp(now)}, assertion valid from {(from is null ? "" : EntraError.Timestamp(from.Value))}, expiry time of assertion {(until is null ? "" : EntraError.Timestamp(until.Value))}.", Unauthorized);

    public static EntraError CertificateUnknown(Guid clientId, string thumbprint, string reason) => new(700027, "invalid_client",
        $"The certificate with identifier used to sign the client assertion is not registered on application. [Reason - {reason}, Thumbprint of key used by client: '{thumbprint}', Please visit the Azure Portal, Graph Explorer or directly use MS Graph to see configured keys for app Id '{clientId}'.]", Unauthorized);
}
