namespace HelpdeskMail.OAuth.Explanations;

/// <summary>A failure in words for the one who can mend it.</summary>
/// <param name="Code">Stable and searchable: <c>AADSTS7000215</c>, <c>invalid_client</c>, <c>provider_unreachable</c>.</param>
/// <param name="Mender">Who can mend it.</param>
/// <param name="What">What happened, one sentence.</param>
/// <param name="Why">The usual cause; null where the first sentence says it all.</param>
/// <param name="Remedy">What to do now.</param>
public sealed record Explanation(string Code, Mender Mender, string What, string? Why, string Remedy);
