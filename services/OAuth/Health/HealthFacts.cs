using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.OAuth.Explanations;

namespace HelpdeskMail.OAuth.Health;

/// <summary>What <see cref="HealthRules"/> judges by.</summary>
/// <param name="Paused">An admin has stopped it.</param>
/// <param name="Linked">There is something to sign in with.</param>
/// <param name="SomebodySignsIn">Its way of signing in has a person in it.</param>
/// <param name="TokenUsable">The present access token may still be handed out.</param>
/// <param name="TokenProblem">Why the last try for a fresh one failed; null when it did not.</param>
/// <param name="TokenMender">Who mends that.</param>
/// <param name="Sides">What Fetch and Reply met last, one a side.</param>
internal sealed record HealthFacts(
    bool Paused,
    bool Linked,
    bool SomebodySignsIn,
    bool TokenUsable,
    MailboxProblem? TokenProblem,
    Mender? TokenMender,
    IReadOnlyList<ObservedSide> Sides);
