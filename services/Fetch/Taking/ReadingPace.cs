using System.Collections.Concurrent;

namespace HelpdeskMail.Fetch.Taking;

/// <summary>
/// How one connection's reading goes: how many messages of a folder are asked for at once, and whether anything was stored in the present session. Where reading breaks before a single message has
/// come, one of those asked for may be the reason without being the first: fewer are asked for then, until it stands alone.
/// </summary>
internal sealed class ReadingPace
{
    /// <summary>Messages asked for at once, unless reading has broken. After them their marking, moving or deleting comes.</summary>
    public const int Most = 250;

    private readonly ConcurrentDictionary<string, int> atOnce = new(StringComparer.Ordinal);

    /// <summary>Whether a message was stored since <see cref="BeginSession"/>.</summary>
    public bool HasStored { get; private set; }

    /// <summary>A connection is about to be made.</summary>
    public void BeginSession() => HasStored = false;

    /// <summary>A message was stored.</summary>
    public void Stored() => HasStored = true;

    /// <summary>How many messages of the folder to ask for at once.</summary>
    public int AtOnce(string folder) => atOnce.GetValueOrDefault(folder, Most);

    /// <summary>Reading broke before the first of so many messages had come.</summary>
    public void Broke(string folder, int asked) => atOnce[folder] = Math.Max(1, Math.Min(asked, AtOnce(folder)) / 2);

    /// <summary>All that were asked for have come.</summary>
    public void WentWell(string folder)
    {
        if (atOnce.TryGetValue(folder, out var asked))
        {
            if (asked * 2 >= Most)
            {
                atOnce.TryRemove(folder, out _);
            }
            else
            {
                atOnce[folder] = asked * 2;
            }
        }
    }
}
