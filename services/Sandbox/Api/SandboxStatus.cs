namespace HelpdeskMail.Sandbox.Api;

/// <summary>Where the Sandbox is, and the values to sign in with.</summary>
/// <param name="Address">Of the identity provider and the page, as the caller used it.</param>
/// <param name="Ports">Of <c>imap</c>, <c>pop3</c> and <c>smtp</c>.</param>
/// <param name="Tenant">Tenant id.</param>
/// <param name="Domain">The tenant's domain.</param>
/// <param name="ClientId">Of the main application.</param>
public sealed record SandboxStatus(string Address, IReadOnlyDictionary<string, int> Ports, Guid Tenant, string Domain, Guid ClientId);
