using System.Collections.Concurrent;
using HelpdeskMail.Fixtures;

namespace HelpdeskMail.Bus.Tests;

/// <summary>What the consumers of a test received, in the order they did.</summary>
public sealed class Inbox
{
    private readonly ConcurrentQueue<object> received = new();
    private readonly Lock gate = new();
    private readonly Dictionary<string, int> busy = new(StringComparer.Ordinal);

    /// <summary>Most consumers that were at work at the same time, over all and with the same key.</summary>
    public (int All, int SameKey) Peak { get; private set; }

    public IReadOnlyList<T> Of<T>() => [.. received.OfType<T>()];

    public void Add(object message) => received.Enqueue(message);

    public async Task<T> OneAsync<T>()
        where T : class => (await ManyAsync<T>(1))[0];

    public Task<IReadOnlyList<T>> ManyAsync<T>(int count, TimeSpan? within = null)
        where T : class =>
        Eventually.ValueAsync($"{count} × {typeof(T).Name} received", () => Task.FromResult(Of<T>() is { } all && all.Count >= count ? all : null), within);

    /// <summary>A consumer is at work on <paramref name="key"/> until it disposes the result.</summary>
    public IDisposable Enter(string key)
    {
        lock (gate)
        {
            busy[key] = busy.GetValueOrDefault(key) + 1;
            Peak = (Math.Max(Peak.All, busy.Values.Sum()), Math.Max(Peak.SameKey, busy[key]));
        }

        return new Leaving(this, key);
    }

    private sealed class Leaving(Inbox inbox, string key) : IDisposable
    {
        public void Dispose()
        {
            lock (inbox.gate)
            {
                inbox.busy[key]--;
            }
        }
    }
}
