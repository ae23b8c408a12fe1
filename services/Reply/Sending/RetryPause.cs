namespace HelpdeskMail.Reply.Sending;

/// <summary>How long to wait before the next attempt.</summary>
internal static class RetryPause
{
    /// <summary>A reply that no server has taken for so long, counted from its first attempt, is given up.</summary>
    public static readonly TimeSpan GiveUpAfter = TimeSpan.FromDays(2);

    private static readonly TimeSpan[] Reply =
    [
        TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(10),
        TimeSpan.FromMinutes(20), TimeSpan.FromMinutes(40), TimeSpan.FromHours(1), TimeSpan.FromHours(2), TimeSpan.FromHours(4),
    ];

    /// <summary>Pause of one reply after so many attempts; the server's own wish counts more (a day at most).</summary>
    public static TimeSpan OfReply(int attempts, TimeSpan? told, double random) =>
        told is { } asked ? Shorter(asked, TimeSpan.FromDays(1)) : Reply[Math.Clamp(attempts - 1, 0, Reply.Length - 1)] * (0.9 + 0.2 * random);

    /// <summary>Pause of a mailbox after so many failures in a row: short where time may mend it, long where a person has to, since refused sign-ins lock accounts.</summary>
    public static TimeSpan OfMailbox(int failures, bool isTransient, TimeSpan? told, double random)
    {
        if (told is { } asked)
        {
            return Shorter(asked, TimeSpan.FromDays(1));
        }

        var (shortest, longest) = isTransient ? (TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5)) : (TimeSpan.FromMinutes(5), TimeSpan.FromHours(1));
        return Shorter(shortest * Math.Pow(2, Math.Min(failures - 1, 20)), longest) * (0.8 + 0.4 * random);
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
