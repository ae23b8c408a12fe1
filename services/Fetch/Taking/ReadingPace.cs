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

    /// <summary>Messages read again at once because another size is listed for them than before.</summary>
    public const int MostResized = 20;

    /// <summary>Whether a message was stored since <see cref="BeginSession"/>.</summary>
    public bool HasStored { get; private set; }

    /// <summary>A connection is about to be made.</summary>
    public void BeginSession() => HasStored = false;

    /// <summary>
    /// How many messages to read again because of their sizes before a size is believed to mean nothing. Some servers list other sizes after each update, or each time: the less comes of it the fewer are read, in the end
    /// none until the sizes stay as they are.
    /// </summary>
    public int Resized { get; private set; } = MostResized;

    /// <summary>Another size has led to another message.</summary>
    public void SizesTold() => Resized = MostResized;

    /// <summary>Other sizes were listed for the same messages.</summary>
    public void SizesMisled() => Resized /= 2;

    /// <summary>A list had the same sizes for the same messages.</summary>
    public void SizesStayed() => Resized = Math.Clamp(Resized * 2, 1, MostResized);

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
