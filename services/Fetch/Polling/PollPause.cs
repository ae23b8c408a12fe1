namespace HelpdeskMail.Fetch.Polling;

/// <summary>
/// The pause between two looks at a mailbox, which follows its traffic. Where the server tells of nothing by itself, the pause is short after mail has come and doubles up to the mailbox's
/// interval while none does. Where the server tells of changes, a look finds out whether it does so reliably: the pause doubles while looks find nothing that was not told of, and is short again
/// as soon as one does.
/// </summary>
internal sealed class PollPause
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstWhereTold = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestWhereTold = TimeSpan.FromMinutes(40);

    private readonly TimeSpan interval;
    private TimeSpan present;
    private TimeSpan presentWhereTold;

    /// <summary>With the interval that an admin has set, the longest pause where nothing is told.</summary>
    public PollPause(TimeSpan interval)
    {
        this.interval = present = interval;
        presentWhereTold = Larger(interval, FirstWhereTold);
    }

    /// <summary>The next pause of a mailbox whose server tells nothing by itself.</summary>
    /// <param name="found">Whether the last look found mail.</param>
    public TimeSpan Next(bool found)
    {
        var shortest = Smaller(interval, Larger(Shortest, interval / 12));
        present = found ? shortest : Smaller(interval, present * 2);
        return present;
    }

    /// <summary>The next pause of a mailbox whose server tells of changes.</summary>
    /// <param name="missed">Whether the last look found mail that the server had not told of.</param>
    /// <param name="unasked">Whether the last look was made because the pause was over.</param>
    public TimeSpan NextWhereTold(bool missed, bool unasked)
    {
        if (missed)
        {
            presentWhereTold = interval;
        }
        else if (unasked)
        {
            presentWhereTold = Smaller(LongestWhereTold, presentWhereTold * 2);
        }

        return presentWhereTold;
    }

    private static TimeSpan Smaller(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static TimeSpan Larger(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
