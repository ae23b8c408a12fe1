namespace HelpdeskMail.OAuth.Linking;

/// <summary>What a browser brings to the callback (RFC 6749 sections 4.1.2 and 4.1.2.1).</summary>
/// <param name="State">State; null when it brings none.</param>
/// <param name="Code">Authorization code; null with an error.</param>
/// <param name="Error">Error code; null with a code.</param>
/// <param name="Description">Words to the error.</param>
/// <param name="Issuer">Who answers (RFC 9207); null when it does not say.</param>
/// <param name="AdminConsent">Entra's word after an administrator's consent; proof of nothing.</param>
internal sealed record CallbackQuery(string? State, string? Code, string? Error, string? Description, string? AdminConsent, string? Issuer)
{
    /// <summary>Reads a query; a parameter that comes twice counts as absent, since RFC 6749 section 3.1 forbids it.</summary>
    public static CallbackQuery Of(IQueryCollection query) => new(
        One(query, "state"), One(query, "code"), One(query, "error"), One(query, "error_description"), One(query, "admin_consent"), One(query, "iss"));

    private static string? One(IQueryCollection query, string name) => query[name] is [{ Length: > 0 } value] ? value : null;
}
