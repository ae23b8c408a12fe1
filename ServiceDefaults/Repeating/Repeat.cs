namespace HelpdeskMail.ServiceDefaults.Repeating;

/// <summary>Work of a service that comes again and again for as long as it runs.</summary>
public static class Repeat
{
    /// <summary>
    /// Does a round, the first one pause after the start, until the service stops. Rounds never overlap: one that takes longer than the pause puts the next one off. A round that fails is told,
    /// whatever it failed by, and the next one comes all the same: a service must not end because one of its sweeps did.
    /// </summary>
    /// <param name="pause">From the beginning of a round to the beginning of the next.</param>
    /// <param name="time">The clock.</param>
    /// <param name="round">One round.</param>
    /// <param name="failed">Tells of a round that failed.</param>
    /// <param name="stopping">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was ended; nothing has to be mended.</exception>
    public static async Task EveryAsync(TimeSpan pause, TimeProvider time, Func<CancellationToken, Task> round, Action<Exception> failed, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(pause, time);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            try
            {
                await round(stopping);
            }
            catch (Exception exception) when (!stopping.IsCancellationRequested)
            {
                failed(exception);
            }
        }
    }
}
