namespace HelpdeskMail.OAuth.Tokens;

/// <summary>How long to wait after a passing failure.</summary>
internal static class RetryPauses
{
    /// <summary>Microsoft's answer to an application that asks in a loop: its block lasts for minutes and grows with every try.</summary>
    private const string RequestLoop = "AADSTS50196";
    private static readonly TimeSpan AfterRequestLoop = TimeSpan.FromMinutes(15);

    /// <summary>A provider that names a longer pause has most likely written nonsense.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private static readonly TimeSpan LongestUntilLook = TimeSpan.FromHours(1);

    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1),
        TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(10),
    ];

    /// <summary>The pause before the next try.</summary>
    /// <param name="failures">Failures in a row, this one included.</param>
    /// <param name="code">What happened.</param>
    /// <param name="asked">The pause the provider asked for; kept, up to a day.</param>
    /// <param name="chance">From 0 to 1: spreads the tries of many system emails over a fifth more of the pause.</param>
    public static TimeSpan After(int failures, string code, TimeSpan? asked, double chance)
    {
        var own = code == RequestLoop ? AfterRequestLoop : Pauses[Math.Clamp(failures, 1, Pauses.Length) - 1];
        var wanted = asked is { } pause && pause > own ? pause : own;
        var spread = wanted * (1 + (chance / 5));
        return spread < Longest ? spread : Longest;
    }

    /// <summary>The pause between two looks whether something was mended at the provider: an hour at most.</summary>
    /// <param name="chance">From 0 to 1: spreads the looks for all mailboxes of one application over a fifth less of it.</param>
    public static TimeSpan UntilLook(double chance) => LongestUntilLook * (1 - (chance / 5));
}
