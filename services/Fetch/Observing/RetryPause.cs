namespace HelpdeskMail.Fetch.Observing;

/// <summary>How long to wait after a failure.</summary>
internal static class RetryPause
{
    private static readonly TimeSpan ShortestTransient = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestTransient = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ShortestLasting = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestLasting = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestTold = TimeSpan.FromHours(24);

    /// <summary>
    /// The pause before the next attempt. A pause the server names is kept to the millisecond (a day at most). Else it doubles with each failure in a row and is
    /// spread by a fifth either way, so that the mailboxes of one server do not come back all at once; what a person has to mend is tried rarely, since a
    /// refused sign-in repeated often locks accounts.
    /// </summary>
    /// <param name="failures">Failures in a row, this one included; at least 1.</param>
    /// <param name="isTransient">Whether time alone may mend it.</param>
    /// <param name="told">The pause the server asked for.</param>
    /// <param name="random">From 0 to 1.</param>
    public static TimeSpan After(int failures, bool isTransient, TimeSpan? told, double random)
    {
        if (told is { } asked)
        {
            return asked < LongestTold ? asked : LongestTold;
        }

        var (shortest, longest) = isTransient ? (ShortestTransient, LongestTransient) : (ShortestLasting, LongestLasting);
        var doubled = shortest * Math.Pow(2, Math.Min(failures - 1, 20));
        return (doubled < longest ? doubled : longest) * (0.8 + 0.4 * random);
    }
}
