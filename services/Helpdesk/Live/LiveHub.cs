using System.Collections.Concurrent;
using System.Threading.Channels;

namespace HelpdeskMail.Helpdesk.Live;

/// <summary>Hands what changed to the pages that are open in this process.</summary>
public sealed class LiveHub
{
    /// <summary>Channel of PostgreSQL on which every replica hears what any of them has changed.</summary>
    public const string ChannelName = "helpdesk_live";

    /// <summary>A page that does not keep up is told once that everything may have changed, instead of each of so many things.</summary>
    private const int Backlog = 1_000;

    private readonly ConcurrentDictionary<Guid, Subscription> pages = new();

    /// <summary>How many pages listen here.</summary>
    public int Listeners => pages.Count;

    /// <summary>Tells every page. <paramref name="topic"/> is «ticket 1001», «intake», «failed-mail», «system-emails» or, after a gap, «all».</summary>
    public void Tell(string topic)
    {
        foreach (var page in pages.Values)
        {
            page.Hear(topic);
        }
    }

    /// <summary>News for one page until it goes away.</summary>
    public Subscription Listen()
    {
        var id = Guid.NewGuid();
        var page = new Subscription(() => pages.TryRemove(id, out _));
        pages[id] = page;
        return page;
    }

    /// <summary>One page's news.</summary>
    public sealed class Subscription(Action leave) : IDisposable
    {
        private readonly Lock gate = new();
        private readonly Channel<bool> something = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        private HashSet<string> topics = [];

        /// <summary>Waits until there is something, and gives all of it; each topic once.</summary>
        public async ValueTask<IReadOnlyCollection<string>> ReadAsync(CancellationToken cancellation)
        {
            await something.Reader.ReadAsync(cancellation);
            lock (gate)
            {
                var all = topics;
                topics = [];
                return all;
            }
        }

        /// <inheritdoc/>
        public void Dispose() => leave();

        internal void Hear(string topic)
        {
            lock (gate)
            {
                if (topics.Count >= Backlog)
                {
                    topics = ["all"];
                }
                else
                {
                    topics.Add(topic);
                }
            }

            something.Writer.TryWrite(true);
        }
    }
}
