namespace HelpdeskMail.Helpdesk.ApiKeys;

/// <summary>A key that was made.</summary>
/// <param name="Key">The key, which is shown this once.</param>
public sealed record NewApiKey(string Key);
