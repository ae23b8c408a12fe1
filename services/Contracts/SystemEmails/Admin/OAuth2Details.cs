namespace HelpdeskMail.Contracts.SystemEmails.Admin;

/// <summary>What an OAuth2 provider other than Microsoft needs beside its two endpoints.</summary>
/// <param name="DeviceEndpoint">Device authorization endpoint (RFC 8628); null without device codes.</param>
/// <param name="IdentityEndpoint">Address that tells, for a token, whose it is (OpenID Connect UserInfo and its like); null where the id token does, or nothing.</param>
/// <param name="AddressField">Where the mail address is in that answer or in the id token: a field, or a dotted path to one; null for <c>email</c>.</param>
/// <param name="Issuer">The provider's issuer; when its callback names one (RFC 9207) it must be this. Null when not known.</param>
/// <param name="AuthorizeParameters">Further parameters of its sign-in page, such as <c>access_type</c>.</param>
/// <param name="BasicAuthentication">Whether client id and secret go in the Authorization header instead of the form (RFC 6749 section 2.3.1).</param>
public sealed record OAuth2Details(
    string? DeviceEndpoint = null,
    string? IdentityEndpoint = null,
    string? AddressField = null,
    string? Issuer = null,
    IReadOnlyDictionary<string, string>? AuthorizeParameters = null,
    bool BasicAuthentication = false);
