using System.Diagnostics;

namespace HelpdeskMail.Fixtures;

/// <summary>Waits for what happens on its own time, without fixed pauses.</summary>
public static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    /// <summary>Asks again until <paramref name="condition"/> holds; fails after <paramref name="within"/> (60 s unless told), naming <paramref name="what"/>.</summary>
    public static Task HoldsAsync(string what, Func<Task<bool>> condition, TimeSpan? within = null) =>
        ValueAsync(what, async () => await condition() ? (object)true : null, within);

    /// <summary>Asks again until <paramref name="probe"/> gives a value; fails after <paramref name="within"/> (60 s unless told), naming <paramref name="what"/>.</summary>
    public static async Task<T> ValueAsync<T>(string what, Func<Task<T?>> probe, TimeSpan? within = null)
        where T : class
    {
        var limit = within ?? TimeSpan.FromSeconds(60);
        var clock = Stopwatch.StartNew();
        Exception? last = null;
        while (clock.Elapsed < limit)
        {
            try
            {
                if (await probe() is { } value)
                {
                    return value;
                }

                last = null;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                last = exception;
            }

            await Task.Delay(Pause);
        }

        throw new TimeoutException($"Did not happen within {limit.TotalSeconds:0} s: {what}.", last);
    }
}
