namespace HelpdeskMail.Sandbox.Api;

/// <summary>A client secret to be.</summary>
/// <param name="Value">Null: chosen.</param>
/// <param name="ExpiresIn">Seconds from now; negative makes an expired one.</param>
public sealed record SecretOrder(string? Value = null, double ExpiresIn = 180 * 86400.0);
