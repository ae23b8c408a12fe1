namespace HelpdeskMail.Sandbox.Api;

/// <summary>An access token as a test wants it.</summary>
/// <param name="User">The person it acts as; null: the application itself.</param>
/// <param name="Resource">Audience.</param>
/// <param name="Permissions">For <c>scp</c> or <c>roles</c>; null: all there are.</param>
/// <param name="Lifetime">Seconds; negative makes an expired one.</param>
/// <param name="ClientId">Null: the main application.</param>
public sealed record TokenOrder(string? User = null, string Resource = "https://outlook.office365.com", string[]? Permissions = null, int Lifetime = 3600, Guid? ClientId = null);
