namespace HelpdeskMail.Contracts.SystemEmails.Admin;

/// <summary>
/// What became of an attempt to link: what the banner says (<c>GET /internal/admin/links/{linkId}</c>; 404 <c>link_unknown</c>). Green for
/// <see cref="LinkAttemptState.Succeeded"/>, red for failed and expired.
/// </summary>
/// <param name="LinkId">The attempt.</param>
/// <param name="SystemEmailId">What it was for.</param>
/// <param name="Mailbox">Address of the mailbox.</param>
/// <param name="State">How far it has come.</param>
/// <param name="Account">The account that signed in; null when nobody did.</param>
/// <param name="Code">Stable and searchable: <c>linked</c>, <c>wrong_account</c>, <c>AADSTS7000215</c>, <c>access_denied</c> …; null while waiting.</param>
/// <param name="What">What works now, or what happened.</param>
/// <param name="Why">The likely cause; null where nothing is to be added.</param>
/// <param name="Remedy">What to do now; null when nothing is.</param>
/// <param name="ProviderAnswer">The identity provider's own words with its correlation id and time; null when it said nothing.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="EndedAt">When it ended; null while waiting.</param>
public sealed record LinkAttempt(
    Guid LinkId,
    Guid SystemEmailId,
    string Mailbox,
    LinkAttemptState State,
    string? Account,
    string? Code,
    string What,
    string? Why,
    string? Remedy,
    string? ProviderAnswer,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt)
{
    /// <summary>What is to be entered where, while a sign-in by <see cref="SignInWay.DeviceCode"/> waits; null otherwise.</summary>
    public DevicePrompt? Device { get; init; }
}
