namespace HelpdeskMail.Sandbox.Faults;

/// <summary>What Graph says when it refuses, one answer a line.</summary>
internal static class GraphAnswers
{
    private const string Claims = """{"access_token":{"nbf":{"essential":true,"value":"1604106651"}}}""";
    private const string AnyRequest = "any request";
    private const string Sending = "sendMail";
    private const string Delta = "delta";

    public static readonly IReadOnlyList<CatalogueEntry> All =
    [
        Refuse("graph-token-expired", 401, "InvalidAuthenticationToken", "Lifetime validation failed, the token is expired.", AnyRequest),
        Refuse("graph-audience", 401, "InvalidAuthenticationToken", "Access token validation failure. Invalid audience.", AnyRequest),
        Refuse("graph-claims-challenge", 401, "InvalidAuthenticationToken", "Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp", AnyRequest, claims: Claims),
        Refuse("graph-access-denied", 403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.", AnyRequest),
        Refuse("graph-policy", 403, "ErrorAccessDenied", "Access to OData is disabled: [RAOP] : Blocked by tenant configured AppOnly AccessPolicy settings.", AnyRequest),
        Refuse("graph-odata-disabled", 403, "ErrorAccessDenied", "Access to OData is disabled.", AnyRequest),
        Refuse("graph-privileges", 403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.", AnyRequest),
        Refuse("graph-send-as-denied", 403, "ErrorSendAsDenied", "The user account which was used to submit this request does not have the right to send mail on behalf of the specified sending account., Cannot submit message.", Sending),
        Refuse("graph-account-suspended", 403, "ErrorAccountSuspend", "Account suspended. Follow the instructions in your Inbox to verify your account.", AnyRequest),
        Refuse("graph-item-not-found", 404, "ErrorItemNotFound", "The specified object was not found in the store.", AnyRequest),
        Refuse("graph-folder-not-found", 404, "ErrorFolderNotFound", "The specified folder could not be found in the store.", AnyRequest),
        Refuse("graph-mailbox-not-enabled", 404, "MailboxNotEnabledForRESTAPI", "The mailbox is either inactive, soft-deleted, or is hosted on-premise.", AnyRequest),
        Refuse("graph-mailbox-not-supported", 404, "MailboxNotSupportedForRESTAPI", "REST API is not yet supported for this mailbox.", AnyRequest),
        Refuse("graph-invalid-user", 404, "ErrorInvalidUser", "The requested user 'support@contoso.example' is invalid.", AnyRequest),
        Refuse("graph-user-missing", 404, "Request_ResourceNotFound", "Resource 'support@contoso.example' does not exist or one of its queried reference-property objects are not present.", AnyRequest),
        Refuse("graph-non-existent-mailbox", 404, "ErrorNonExistentMailbox", "The SMTP address has no mailbox associated with it.", AnyRequest),
        Refuse("graph-sync-state", 410, "SyncStateNotFound", "The sync state generation is not found; generation=1;", Delta),
        Refuse("graph-resync-required", 410, "resyncRequired", "Resync required. Replace any local items with the server's version (including deletes) if you're sure that the service was up to date with your local changes when you last sync'd.", Delta),
        Refuse("graph-message-too-large", 413, "ErrorMessageSizeExceeded", "The message exceeds the maximum supported size.", Sending),
        Refuse("graph-request-too-large", 413, "RequestEntityTooLarge", "The page was not displayed because the request entity is too large.", Sending),
        Refuse("graph-quota", 507, "ErrorQuotaExceeded", "The mailbox has exceeded its quota.", Sending),
        Refuse("graph-message-limit", 429, "ErrorExceededMessageLimit", "Cannot send mail. Follow the instructions in your Inbox to verify your account.", Sending),
        Refuse("graph-invalid-recipients", 400, "ErrorInvalidRecipients", "At least one recipient isn't valid.", Sending),
        Refuse("graph-submission-blocked", 400, "ErrorMessageSubmissionBlocked", "Cannot send mail. Follow the instructions in your Inbox to verify your account.", Sending),
        Refuse("graph-mime-invalid", 400, "ErrorMimeContentInvalidBase64String", "Invalid base64 string for MIME content.", Sending),
        Refuse("graph-irresolvable-conflict", 409, "ErrorIrresolvableConflict", "The send or update operation could not be performed because the change key passed in the request does not match the current change key for the item.", AnyRequest),
        Refuse("graph-concurrency", 429, "ApplicationThrottled", "Application is over its MailboxConcurrency limit.", AnyRequest, retryAfter: 5),
        Refuse("graph-request-quota", 429, "TooManyRequests", "Too many requests have been sent; wait for the time given and try again.", AnyRequest, retryAfter: 30),
        Refuse("graph-internal", 500, "ErrorInternalServerError", "An internal server error occurred. The operation failed.", AnyRequest),
        Refuse("graph-transient", 500, "ErrorInternalServerTransientError", "An internal server error occurred. Try again later.", AnyRequest),
        Refuse("graph-bad-gateway", 502, "UnknownError", "", AnyRequest),
        Refuse("graph-server-busy", 503, "ErrorServerBusy", "The server cannot service this request right now. Try again later.", AnyRequest, retryAfter: 10),
        Refuse("graph-store-unavailable", 503, "ErrorMailboxStoreUnavailable", "The mailbox database is temporarily unavailable.", AnyRequest, retryAfter: 10),
        Refuse("graph-being-moved", 503, "ErrorMailboxMoveInProgress", "Mailbox move in progress. Try again later.", AnyRequest, retryAfter: 60),
        Refuse("graph-gateway-timeout", 504, "UnknownError", "", AnyRequest),
        Refuse("graph-bandwidth", 509, "BandwidthLimitExceeded", "The bandwidth limit was exceeded; wait for the time given and try again.", AnyRequest, retryAfter: 60),
    ];

    private static CatalogueEntry Refuse(string id, int status, string code, string words, string where, int? retryAfter = null, string? claims = null) =>
        new(id, "graph", $"{status} {code}", words, where, new RefuseGraphFault(status, code, words, retryAfter, claims, Path: where is Sending ? "*/sendMail" : where is Delta ? "*/delta" : null));
}
