using System.Collections.Concurrent;
using System.Threading.RateLimiting;
using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.ServiceDefaults.Visitors;

namespace HelpdeskMail.Helpdesk.ApiKeys;

/// <summary>
/// Bounds how many keys one network may try. Past that only keys are looked up that were right before in this process: who shares a network with a guesser goes on working, and a guesser
/// costs the database nothing.
/// </summary>
public sealed class WrongKeys : IDisposable
{
    /// <summary>Keys that were not right before and that one network may try in a minute.</summary>
    public const int PerMinute = 30;

    private readonly ConcurrentDictionary<string, bool> right = new(StringComparer.Ordinal);

    private readonly PartitionedRateLimiter<string> tries = PartitionedRateLimiter.Create<string, string>(network => RateLimitPartition.GetFixedWindowLimiter(
        network, _ => new FixedWindowRateLimiterOptions { PermitLimit = PerMinute, Window = TimeSpan.FromMinutes(1) }));

    /// <summary>Whether a key may be looked up.</summary>
    /// <param name="key">The key.</param>
    /// <param name="from">Where the call comes from.</param>
    /// <returns>Null when it may; else how long to wait.</returns>
    public TimeSpan? Refuses(string key, System.Net.IPAddress? from)
    {
        if (right.ContainsKey(Kept(key)))
        {
            return null;
        }

        using var lease = tries.AttemptAcquire(Visitor.Of(from));
        return lease.IsAcquired ? null : lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromMinutes(1);
    }

    /// <summary>Notes what a key was found to be.</summary>
    public void Note(string key, bool isRight)
    {
        if (isRight)
        {
            right[Kept(key)] = true;
        }
        else
        {
            right.TryRemove(Kept(key), out _);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => tries.Dispose();

    private static string Kept(string key) => Convert.ToHexString(OneTimeKey.Digest(key));
}
