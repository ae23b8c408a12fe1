namespace HelpdeskMail.Sandbox.SignIn;

/// <summary>
/// Every refusal that can be asked for by its number, one a line: number, <c>error</c>, sentence, and what differs from the usual (status 400, returned to the application). <c>{client}</c>, <c>{name}</c>, <c>{user}</c> and
/// <c>{tenant}</c> stand for the request's own. Numbers and meanings are those of Microsoft's page «Microsoft Entra authentication and authorization error codes».
/// </summary>
public static class EntraCatalogue
{
    private const string Malformed = "invalid_request";
    private const string Grant = "invalid_grant";
    private const string Client = "invalid_client";
    private const string Unauthorized = "unauthorized_client";
    private const string Scope = "invalid_scope";
    private const string Resource = "invalid_resource";
    private const string Interaction = "interaction_required";
    private const string Denied = "access_denied";
    private const string Busy = "temporarily_unavailable";
    private const string BasicAction = "basic_action";
    private const string MessageOnly = "message_only";
    private const string BadToken = "bad_token";

    /// <summary>What a policy that wants a second factor asks the client to ask for.</summary>
    public const string SecondFactor = """{"access_token":{"capolids":{"essential":true,"values":["c7a5b9de-0000-4000-8000-000000000001"]}}}""";

    public static readonly IReadOnlyList<EntraError> All =
    [
        // The application or the tenant is not what the request says.
        new(50011, Malformed, "The redirect URI '{redirect}' specified in the request does not match the redirect URIs configured for the application '{client}'. Make sure the redirect URI sent in the request matches one added to your application in the Azure portal.", OwnPage: true),
        new(500113, Malformed, "No reply address is registered for the application.", OwnPage: true),
        new(900971, Malformed, "No reply address provided.", OwnPage: true),
        new(70004, Malformed, "The redirect address specified by the client does not match any configured addresses or any addresses on the OIDC approve list.", OwnPage: true),
        new(700016, Unauthorized, "Application with identifier '{client}' was not found in the directory '{tenant}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.", OwnPage: true),
        new(90002, Malformed, "Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.", OwnPage: true),
        new(50059, Malformed, "No tenant-identifying information found in either the request or implied by any provided credentials.", OwnPage: true),
        new(50128, Malformed, "Invalid domain name - No tenant-identifying information found in either the request or implied by any provided credentials.", OwnPage: true),
        new(90023, Malformed, "Invalid STS request: the tenant in the request is not valid.", OwnPage: true),
        new(50194, Malformed, "Application '{client}'({name}) is not configured as a multi-tenant application. Usage of the /common endpoint is not supported for such apps created after '10/15/2018'. Use a tenant-specific endpoint or configure the application to be multi-tenant.", OwnPage: true),
        new(9001023, Malformed, "The grant type is not supported over the /common or /consumers endpoints. Please use the /organizations or tenant-specific endpoint."),
        new(9002332, Malformed, "Application '{client}'({name}) is configured for use by Azure Active Directory users only. Please do not use the /consumers endpoint to serve this request.", OwnPage: true),
        new(90072, Grant, "User account '{user}' from identity provider 'live.com' does not exist in tenant '{tenant}' and cannot access the application '{client}'({name}) in that tenant. The account needs to be added as an external user in the tenant first."),
        new(50020, Grant, "User account '{user}' from identity provider does not exist in tenant '{tenant}' and cannot access the application '{client}'({name}) in that tenant. The account needs to be added as an external user in the tenant first."),
        new(16000, Interaction, "Either multiple user identities are available for the current request or selected account is not supported for the scenario."),
        new(70001, Unauthorized, "The application named {name} was not found in the tenant named {tenant}, or it is disabled.", OwnPage: true),
        new(7000112, Unauthorized, "Application '{client}'({name}) is disabled.", OwnPage: true),
        new(700005, Grant, "Provided Authorization Code is intended to use against other tenant, thus rejected."),
        new(90038, Malformed, "The tenant '{tenant}' specified in the request is not served here: the request was redirected to another national cloud."),
        new(900382, Malformed, "Confidential Client is not supported in Cross Cloud request."),
        new(900432, Malformed, "Confidential Client is not supported in Cross Cloud request."),

        // The request is malformed.
        new(700038, Malformed, "'{client}' is not a valid application identifier.", OwnPage: true),
        new(90013, Malformed, "Invalid input received from the user."),
        new(9002313, Malformed, "Invalid request. Request is malformed or invalid."),
        new(90014, Malformed, "The required field 'scope' is missing from the credential. Ensure that you have all the necessary parameters for the login request."),
        new(900144, Malformed, "The request body must contain the following parameter: 'grant_type'."),
        new(900561, Malformed, "The endpoint only accepts POST requests. Received a GET request."),
        new(700054, "unsupported_response_type", "response_type 'id_token' is not enabled for the application."),
        new(70003, "unsupported_grant_type", "The app requested an unsupported grant type."),

        // The client does not prove itself.
        new(7000215, Client, "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{client}'.", 401),
        new(7000222, Client, "The provided client secret keys for app '{client}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.", 401),
        new(7000218, Client, "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.", 401),
        new(700025, Client, "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.", 401),
        new(700027, Client, "The certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key was not found., Please visit the Azure Portal, Graph Explorer or directly use MS Graph to see configured keys for app Id '{client}'.]", 401),
        new(700021, Client, "Client assertion application identifier doesn't match 'client_id' parameter.", 401),
        new(700023, Client, "Client assertion audience claim does not match Realm issuer.", 401),
        new(700024, Client, "Client assertion is not within its valid time range.", 401),
        new(50027, Client, "JWT token is invalid or malformed.", 401),
        new(70002, Client, "Error validating credentials: the client credential is invalid.", 401),
        new(50012, Client, "Authentication failed: the client assertion contains an invalid signature.", 401),
        new(50013, Client, "Assertion failed signature validation.", 401),
        new(500133, Client, "Assertion is not within its valid time range. Ensure that the access token is not expired before using it for user assertion, or request a new token.", 401),
        new(50146, Client, "This application is required to be configured with an application-specific signing key. It is either not configured with one, or the key has expired or is not yet valid.", 401),

        // Consent and permissions.
        new(65001, Grant, "The user or administrator has not consented to use the application with ID '{client}' named '{name}'. Send an interactive authorization request for this user and resource.", SubError: "consent_required"),
        new(65004, Denied, "User declined to consent to access the app."),
        new(90094, Denied, "The grant requires admin permission: {name} needs permission to access resources in your organization that only an admin can grant.", OwnPage: true),
        new(90095, Denied, "Admin consent is required for the permissions requested by this application. An admin consent request may be sent to the admin.", OwnPage: true),
        new(65005, Resource, "The application '{name}' asked for permissions to access a resource that has been removed or is no longer available. Contact the app vendor."),
        new(650052, Client, "The app is trying to access a service that your organization '{tenant}' lacks a service principal for. Contact your IT Admin to review the configuration of your service subscriptions or consent to the application in order to create the required service principal."),
        new(650054, Resource, "The application asked for permissions to access a resource that has been removed or is no longer available. Contact the app vendor."),
        new(650056, Client, "Misconfigured application. This could be due to one of the following: the client has not listed any permissions for 'Microsoft Graph' in the requested permissions in the client's application registration. Or, the admin has not consented in the tenant. Or, check the application identifier in the request to ensure it matches the configured client application identifier."),
        new(650057, Resource, "Invalid resource. The client has requested access to a resource which is not listed in the requested permissions in the client's application registration."),
        new(500011, Resource, "The resource principal named https://outlook.office365.com was not found in the tenant named {tenant}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant."),
        new(50001, Resource, "The resource is disabled or doesn't exist. Check your app's code to ensure that you have specified the exact resource URL for the resource you are trying to access."),
        new(70011, Scope, "The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid."),
        new(28002, Scope, "Provided value for the input parameter scope is not valid when requesting an access token. Please specify a valid scope."),
        new(28003, Scope, "Provided value for the input parameter scope can't be empty when requesting an access token using the provided authorization code. Please specify a valid scope."),
        new(28000, Malformed, "Provided value for the input parameter scope is not valid because it contains more than one resource."),
        new(700022, Malformed, "Provided value for the input parameter scope is not valid because it contains more than one resource."),
        new(50105, Grant, "Your administrator has configured the application {name} ('{client}') to block users unless they are specifically granted ('assigned') access to the application. The signed in user '{user}' is blocked because they are not a direct member of a group with access, nor had access directly assigned by an administrator."),

        // The person.
        new(50034, Grant, "The user account {user} does not exist in the {tenant} directory. To sign into this application, the account must be added to the directory.", SubError: BadToken),
        new(50126, Grant, "Error validating credentials due to invalid username or password."),
        new(50053, Grant, "The account is locked, you've tried to sign in too many times with an incorrect user ID or password."),
        new(50055, Grant, "The password is expired.", SubError: "user_password_expired"),
        new(50056, Grant, "Invalid or null password: password does not exist in the directory for this user."),
        new(50057, Grant, "The user account is disabled."),
        new(50058, "login_required", "A silent sign-in request was sent but no user is signed in."),
        new(50072, Interaction, "Due to a configuration change made by your administrator, or because you moved to a new location, you must enroll in multi-factor authentication to access the resource.", SubError: BasicAction),
        new(50074, Interaction, "Strong Authentication is required.", SubError: BasicAction),
        new(50076, Grant, "Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access the resource.", SubError: BasicAction) { Claims = SecondFactor },
        new(50078, Interaction, "Presented multi-factor authentication has expired due to policies configured by your administrator, you must refresh your multi-factor authentication to access the resource.", SubError: BasicAction),
        new(50079, Grant, "Due to a configuration change made by your administrator, or because you moved to a new location, you must enroll in multi-factor authentication to access the resource.", SubError: BasicAction) { Claims = SecondFactor },
        new(50158, Interaction, "External security challenge not satisfied. User will be redirected to another page or authentication provider to satisfy additional authentication challenges.", SubError: BasicAction) { Claims = SecondFactor },
        new(50097, Interaction, "Device authentication is required.", SubError: BasicAction),
        new(50140, Interaction, "This error occurred due to 'Keep me signed in' interrupt when the user was signing-in."),
        new(50199, Interaction, "For security reasons, user confirmation is required for this request. Please repeat the request allowing user interaction."),

        // Policies.
        new(53000, Interaction, "Your device is required to be managed to access this resource.", SubError: MessageOnly),
        new(53001, Interaction, "Device is not in required device state: domain_joined. Conditional Access policy requires a domain joined device, and the device is not domain joined.", SubError: MessageOnly),
        new(53002, Interaction, "The app used is not an approved app for Conditional Access.", SubError: MessageOnly),
        new(53003, Grant, "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.", SubError: MessageOnly),
        new(53004, Interaction, "User needs to complete Multi-factor authentication registration process before accessing this content.", SubError: BasicAction),
        new(53011, Grant, "User blocked due to risk on home tenant.", SubError: MessageOnly),
        new(530032, Grant, "User blocked due to risk: tenant security policy.", SubError: MessageOnly),
        new(530035, Grant, "Access has been blocked by security defaults. This is due to the request using legacy auth or being deemed unsafe by security defaults policies.", SubError: MessageOnly),
        new(50131, Grant, "Device is not in required device state: known. Or, the request was blocked due to suspicious activity, access policy, or security policy decisions.", SubError: MessageOnly),

        // Grants that ended.
        new(50173, Grant, "The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password.", SubError: BadToken),
        new(50132, Grant, "The credentials have been revoked due to the following reasons: SSO Artifact is invalid or expired; session is not fresh enough for the application; a silent sign-in request was sent but the user's session with Microsoft Entra ID is invalid or has expired.", SubError: BadToken),
        new(50133, Grant, "Session is invalid due to expiration or recent password change.", SubError: BadToken),
        new(50135, Grant, "Password change is required due to account risk.", SubError: "user_password_expired"),
        new(50144, Grant, "User's Active Directory password has expired. Generate a new password for the user or have the user use the self-service reset tool to reset their password.", SubError: "user_password_expired"),
        new(50089, Grant, "Authentication failed due to flow token expired."),
        new(70043, Grant, "The refresh token has expired or is invalid due to sign-in frequency checks by conditional access.", SubError: BadToken),
        new(70008, Grant, "The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.", SubError: BadToken),
        new(700082, Grant, "The refresh token has expired due to inactivity. The token was inactive for 90.00:00:00.", SubError: BadToken),
        new(700084, Grant, "The refresh token was issued to a single page app (SPA), and therefore has a fixed, limited lifetime of 1.00:00:00, which can't be extended. It is now expired and a new sign in request must be sent by the SPA to the sign in page.", SubError: BadToken),
        new(70000, Grant, "The provided value for the input parameter 'code' or 'refresh_token' is not valid.", SubError: BadToken),
        new(70018, "bad_verification_code", "Invalid verification code due to User typing in wrong user code for device code flow. Authorization is not approved."),
        new(70019, "expired_token", "Verification code expired. Have the user retry the sign-in."),
        new(70016, "authorization_pending", "OAuth 2.0 device flow error. Authorization is pending. Continue polling."),
        new(54005, Grant, "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token."),
        new(501481, Grant, "The Code_Verifier does not match the code_challenge supplied in the authorization request."),
        new(50147, Malformed, "Missing code challenge size."),
        new(501491, Malformed, "Invalid Code_Challenge parameter: the method is 'plain' or 'S256' and the value has 43 to 128 characters."),

        // It passes, or somebody went too fast.
        new(50196, Grant, "The server terminated an operation because it encountered a client request loop. Please contact your app vendor."),
        new(70012, Busy, "A server error occurred while authenticating a consumer account. Try again. If it continues to fail, open a support ticket.", 503),
        new(90006, Busy, "A transient error has occurred: an internal service is unavailable. Please try again.", 503),
        new(90012, Busy, "The requested time has expired. Please try again.", 503),
        new(90024, Busy, "RequestBudgetExceededError - A transient error has occurred. Please try again.", 503),
        new(90033, Busy, "A transient error has occurred. Please try again.", 503),
        new(90055, Busy, "The tenant is throttled due to excessive request rate.", 429),
        new(90090, Busy, "The request to the graph could not be completed because of a transient failure. Please try again.", 503),
        new(80001, Grant, "Authentication Agent unable to connect to Active Directory."),
        new(80002, Grant, "Authentication Agent unable to connect to Active Directory: the password validation request timed out."),
        new(80003, Grant, "Invalid response received by Authentication Agent."),
        new(80004, Grant, "Invalid response received by Authentication Agent: an incorrect user principal name was passed."),
        new(80005, Grant, "Authentication Agent received an unpredictable web exception."),
        new(80006, Grant, "Error occurred while resolving a response received by Authentication Agent."),
        new(80007, Grant, "Authentication Agent unable to validate user's password."),
        new(80008, Grant, "Authentication Agent unable to decrypt password."),
        new(80009, Grant, "Authentication Agent could not read the decryption key."),
        new(80010, Grant, "Authentication Agent unable to decrypt password."),
        new(80011, Grant, "Authentication Agent unable to retrieve decryption key."),
        new(80012, Grant, "The users attempted to log on outside of the allowed hours (this is specified in AD)."),
        new(80013, Grant, "The authentication attempt could not be completed due to time skew between the machine running the Authentication Agent and AD."),
        new(80014, Grant, "Validation request responded after maximum time elapsed."),
    ];

    private static readonly Dictionary<int, EntraError> ByCode = All.ToDictionary(error => error.Code);

    /// <summary>The refusal of this number for a request; a number not listed here gets a bare sentence, as new numbers come up in Entra too.</summary>
    public static EntraError Find(int code, Guid clientId, string name, string user)
    {
        var error = ByCode.GetValueOrDefault(code) ?? new EntraError(code, Grant, "Sign-in was refused on request of the Sandbox's user.");
        return error with
        {
            Message = error.Message
                .Replace("{client}", $"{clientId}", StringComparison.Ordinal).Replace("{name}", name, StringComparison.Ordinal)
                .Replace("{user}", user, StringComparison.Ordinal).Replace("{tenant}", WellKnown.Domain, StringComparison.Ordinal)
                .Replace("{redirect}", "http://localhost:5081/oauth/callback", StringComparison.Ordinal),
        };
    }
}
