using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.OAuth.Explanations;

namespace HelpdeskMail.OAuth.Linking;

/// <summary>How an attempt ended, in the words of its banner.</summary>
/// <param name="State">The end.</param>
/// <param name="Code">Stable name.</param>
/// <param name="What">What works now, or what happened.</param>
/// <param name="Why">The likely cause.</param>
/// <param name="Remedy">What to do.</param>
/// <param name="Account">The account that signed in.</param>
/// <param name="ProviderAnswer">The provider's words.</param>
public sealed record LinkOutcome(LinkAttemptState State, string Code, string What, string? Why, string? Remedy, string? Account = null, string? ProviderAnswer = null)
{
    /// <summary>A failure that was explained.</summary>
    public static LinkOutcome Failed(Explanation explanation, string? account = null, string? providerAnswer = null) =>
        new(LinkAttemptState.Failed, explanation.Code, explanation.What, explanation.Why, explanation.Remedy, account, providerAnswer);
}
