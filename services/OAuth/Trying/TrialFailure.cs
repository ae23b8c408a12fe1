namespace HelpdeskMail.OAuth.Trying;

/// <summary>Why settings do not work.</summary>
/// <param name="Code">Stable and searchable.</param>
/// <param name="What">What was seen.</param>
/// <param name="Remedy">What to do.</param>
/// <param name="Answer">The server's or provider's own words; null when there were none.</param>
/// <param name="Field">Path of the setting to look at first.</param>
public sealed record TrialFailure(string Code, string What, string? Remedy, string? Answer, string Field);
