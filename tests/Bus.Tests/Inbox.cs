using System.Collections.Concurrent;
using HelpdeskMail.Fixtures;

namespace HelpdeskMail.Bus.Tests;

/// <summary>What the consumers of a test received, in the order they did.</summary>
public sealed class Inbox
{
    private readonly ConcurrentQueue<object> received = new();

    public IReadOnlyList<T> Of<T>() => [.. received.OfType<T>()];

    public void Add(object message) => received.Enqueue(message);

    public async Task<T> OneAsync<T>()
        where T : class => (await ManyAsync<T>(1))[0];

    public Task<IReadOnlyList<T>> ManyAsync<T>(int count, TimeSpan? within = null)
        where T : class =>
        Eventually.ValueAsync($"{count} × {typeof(T).Name} received", () => Task.FromResult(Of<T>() is { } all && all.Count >= count ? all : null), within);
}
