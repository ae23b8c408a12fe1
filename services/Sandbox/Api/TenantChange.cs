namespace HelpdeskMail.Sandbox.Api;

/// <summary>What changes about the tenant.</summary>
/// <param name="UserConsent">False: only an admin consents to applications (AADSTS90094 for everybody else, on the provider's own page).</param>
public sealed record TenantChange(bool UserConsent);
