using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.OAuth.Explanations;

namespace HelpdeskMail.OAuth.Health;

/// <summary>The state of a system email from what is known of it. The first rule that fits decides.</summary>
internal static class HealthRules
{
    /// <summary>A passing trouble of a mail server becomes one to show when it has lasted this long: servers restart, connections drop.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Tried again by itself, but mended by a person only: the full disk of our own database.</summary>
    private const string StoreFull = "store_full";

    public static (LinkState State, MailboxProblem? Problem) Judge(HealthFacts facts, DateTimeOffset now)
    {
        if (facts.Paused)
        {
            return (LinkState.Paused, null);
        }

        if (!facts.Linked)
        {
            return (LinkState.NotLinked, null);
        }

        if (facts.TokenProblem is { } problem && facts.TokenMender is { } mender)
        {
            switch (mender)
            {
                case Mender.SigningIn when facts.SomebodySignsIn:
                    return (LinkState.NeedsSignIn, problem);
                case Mender.Nobody when facts.TokenUsable:
                    return (LinkState.Refreshing, problem);
                default:
                    return (LinkState.NeedsAttention, problem);
            }
        }

        var worst = facts.Sides
            .Where(side => side.Problem is not null && (CallsForSomebody(side) || now - side.Since >= Patience))
            .OrderBy(side => side.Problem!.RetryAt is null ? 0 : 1)
            .ThenBy(side => side.Since)
            .FirstOrDefault();
        return worst is null ? (LinkState.Healthy, null) : (LinkState.NeedsAttention, worst.Problem);
    }

    /// <summary>Whether waiting is idle: a person has to act, or the side has never worked as it is set up, so that nothing has merely stopped for a moment.</summary>
    private static bool CallsForSomebody(ObservedSide side) => side.Problem is { RetryAt: null } or { Code: StoreFull } || side.WellAt is null;
}
