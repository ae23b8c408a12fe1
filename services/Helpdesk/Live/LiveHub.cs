using System.Collections.Concurrent;
using System.Threading.Channels;

namespace HelpdeskMail.Helpdesk.Live;

/// <summary>Hands what changed to the pages that are open in this process.</summary>
public sealed class LiveHub
{
    /// <summary>Channel of PostgreSQL on which every replica hears what any of them has changed.</summary>
    public const string ChannelName = "helpdesk_live";

    /// <summary>A page that does not keep up loses the oldest news; it reads everything anew with the next one anyway.</summary>
    private const int Backlog = 256;

    private readonly ConcurrentDictionary<Guid, Channel<string>> pages = new();

    /// <summary>How many pages listen here.</summary>
    public int Listeners => pages.Count;

    /// <summary>Tells every page. <paramref name="topic"/> is «ticket 1001», «intake», «failed-mail», «system-emails» or, after a gap, «all».</summary>
    public void Tell(string topic)
    {
        foreach (var page in pages.Values)
        {
            page.Writer.TryWrite(topic);
        }
    }

    /// <summary>News for one page until it goes away.</summary>
    public Subscription Listen()
    {
        var id = Guid.NewGuid();
        var channel = Channel.CreateBounded<string>(new BoundedChannelOptions(Backlog) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        pages[id] = channel;
        return new Subscription(channel.Reader, () => pages.TryRemove(id, out _));
    }

    /// <summary>One page's news.</summary>
    public sealed class Subscription(ChannelReader<string> news, Action leave) : IDisposable
    {
        /// <summary>The topics in their order.</summary>
        public ChannelReader<string> News => news;

        /// <inheritdoc/>
        public void Dispose() => leave();
    }
}
