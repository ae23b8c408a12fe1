namespace HelpdeskMail.AppHost.LocalHosting.Running;

/// <summary>
/// When a crashed resource is started again by itself: after 1, 2, 4, 8 and 16 seconds, then no more until a person asks. One that
/// has run for a minute starts from the beginning.
/// </summary>
/// <param name="enabled">Off, a crashed resource stays down until a person asks.</param>
internal sealed class RestartPolicy(bool enabled)
{
    private const int MostInARow = 5;
    private static readonly TimeSpan LongEnough = TimeSpan.FromMinutes(1);
    private int inARow;

    /// <summary>How long to wait before the next start; null for no further start.</summary>
    /// <param name="ran">How long it ran before it crashed.</param>
    public TimeSpan? Next(TimeSpan ran)
    {
        if (ran >= LongEnough)
        {
            inARow = 0;
        }

        return enabled && inARow < MostInARow ? TimeSpan.FromSeconds(1 << inARow++) : null;
    }

    /// <summary>A person asked for a start.</summary>
    public void Reset() => inARow = 0;
}
