namespace HelpdeskMail.Sandbox.Graph;

/// <summary>The refusals that arise by themselves; others are armed as faults.</summary>
public static class GraphErrors
{
    public static GraphError TokenMissing => Unauthenticated("Access token is empty.");

    public static GraphError TokenMalformed => Unauthenticated("IDX14100: JWT is not well formed, there are no dots (.).");

    public static GraphError TokenForged => Unauthenticated("Access token validation failure. Invalid signature.");

    public static GraphError TokenExpired => Unauthenticated("Lifetime validation failed, the token is expired.");

    public static GraphError WrongAudience => Unauthenticated("Access token validation failure. Invalid audience.");

    public static GraphError AccessDenied => new(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.");

    public static GraphError InsufficientPrivileges => new(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");

    public static GraphError BlockedByPolicy => new(403, "ErrorAccessDenied", "Access to OData is disabled: [RAOP] : Blocked by tenant configured AppOnly AccessPolicy settings.");

    public static GraphError SendAsDenied => new(403, "ErrorSendAsDenied",
        "The user account which was used to submit this request does not have the right to send mail on behalf of the specified sending account., Cannot submit message.");

    public static GraphError MeNeedsPerson => new(400, "BadRequest", "/me request is only valid with delegated authentication flow.");

    public static GraphError MailboxMissing => new(404, "MailboxNotEnabledForRESTAPI", "The mailbox is either inactive, soft-deleted, or is hosted on-premise.");

    public static GraphError ItemMissing => new(404, "ErrorItemNotFound", "The specified object was not found in the store.");

    public static GraphError IdMalformed => new(400, "ErrorInvalidIdMalformed", "Id is malformed.");

    public static GraphError FolderExists => new(409, "ErrorFolderExists", "A folder with the specified name already exists.");

    public static GraphError SyncStateMissing => new(410, "syncStateNotFound", "The sync state generation is not found; restart the sync without a delta token.");

    public static GraphError TokenUnreadable => new(400, "BadRequest", "Badly formed token.");

    public static GraphError TooLarge => new(413, "RequestEntityTooLarge", "The page was not displayed because the request entity is too large.");

    public static GraphError MessageTooLarge => new(413, "ErrorMessageSizeExceeded", "The message exceeds the maximum supported size.");

    public static GraphError MimeInvalid => new(400, "ErrorMimeContentInvalidBase64String", "Invalid base64 string for MIME content.");

    public static GraphError BodyMissing => new(400, "BadRequest", "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.");

    public static GraphError NoRecipients => new(400, "ErrorInvalidRecipients", "At least one recipient isn't valid., A message can't be sent because it contains no recipients.");

    public static GraphError GivenTwice => new(400, "ErrorInvalidRequest", "Give the comment or the body of the message, and the recipients once, not both.");

    public static GraphError NoDraft => new(400, "ErrorInvalidOperation", "The operation can only be performed on a draft message.");

    public static GraphError FilterInvalid => new(400, "ErrorInvalidUrlQueryFilter", "The query filter contains one or more invalid nodes.");

    public static GraphError FilterInefficient => new(400, "InefficientFilter", "The restriction or sort order is too complex for this operation.");

    public static GraphError NotWithSearch(string option) =>
        new(400, option == "$filter" ? "SearchWithFilter" : "SearchWithOrderBy", $"The query parameter '{option}' is not supported with '$search'.");

    public static GraphError BatchInvalid(string why) => new(400, "BadRequest", why);

    public static GraphError NoSuchProperty(string name) =>
        new(400, "BadRequest", $"Could not find a property named '{name}' on type 'microsoft.graph.message'.");

    public static GraphError AttachmentTooSmall => new(400, "ErrorAttachmentSizeShouldNotBeLessThanMinimumSize", "The attachment size should not be less than the minimum size.");

    public static GraphError AttachmentTooLarge => new(400, "ErrorAttachmentSizeLimitExceeded", "The attachment size exceeds the maximum supported size.");

    public static GraphError RangeInvalid => new(416, "ErrorInvalidRange", "The Content-Range header doesn't continue the bytes received so far.");

    public static GraphError TooManyAtOnce => new(429, "ApplicationThrottled", "Application is over its MailboxConcurrency limit.") { RetryAfter = 1 };

    public static GraphError UnknownUser(string user) => new(404, "Request_ResourceNotFound", $"Resource '{user}' does not exist or one of its queried reference-property objects are not present.");

    public static GraphError InvalidUser(string user) => new(404, "ErrorInvalidUser", $"The requested user '{user}' is invalid.");

    public static GraphError NoSuchSegment(string segment) => new(400, "BadRequest", $"Resource not found for the segment '{segment}'.");

    public static GraphError PropertyInvalid(string name) => new(400, "RequestBodyRead", $"The property '{name}' is missing or has a value that cannot be read.");

    public static GraphError QueryInvalid(string name, string value) => new(400, "ErrorInvalidUrlQuery", $"The query option '{name}' has the value '{value}', which cannot be used.");

    /// <summary>A challenge to come back with a token that answers it.</summary>
    public static GraphError ClaimsChallenge(string claims) =>
        Unauthenticated("Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp") with { Claims = claims };

    private static GraphError Unauthenticated(string message) => new(401, "InvalidAuthenticationToken", message);
}
