using System.Collections.Concurrent;

namespace HelpdeskMail.Sandbox.Faults;

/// <summary>Counts who is busy with a mailbox at this moment, for limits on concurrency.</summary>
public sealed class Occupancy
{
    private readonly ConcurrentDictionary<string, int> busy = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>One more, until disposed.</summary>
    public Place Enter(string key) => new(this, key, busy.AddOrUpdate(key, 1, (_, count) => count + 1));

    /// <summary>How many there are.</summary>
    public int Count(string key) => busy.GetValueOrDefault(key);

    public sealed class Place(Occupancy owner, string key, int number) : IDisposable
    {
        private int left;

        /// <summary>Which one it was when it came: the first is 1.</summary>
        public int Number => number;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref left, 1) == 0)
            {
                owner.busy.AddOrUpdate(key, 0, (_, count) => count - 1);
            }
        }
    }
}
