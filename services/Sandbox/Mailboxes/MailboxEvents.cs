using System.Collections.Concurrent;
using System.Threading.Channels;

namespace HelpdeskMail.Sandbox.Mailboxes;

/// <summary>Tells the sessions that have a folder open, and the pages, that something changed.</summary>
public sealed class MailboxEvents
{
    private readonly ConcurrentDictionary<Watch, bool> watches = [];

    /// <summary>Watches one folder, or everything where it is null, until disposed.</summary>
    public Watch Open(long? folder)
    {
        var watch = new Watch(this, folder);
        watches[watch] = true;
        return watch;
    }

    public void Changed(long folder)
    {
        foreach (var watch in watches.Keys.Where(watch => watch.Folder is null || watch.Folder == folder))
        {
            watch.Signal("mail");
        }
    }

    /// <summary>Something beside the folders changed: <c>sessions</c>, <c>submissions</c>.</summary>
    public void Changed(string what)
    {
        foreach (var watch in watches.Keys.Where(watch => watch.Folder is null))
        {
            watch.Signal(what);
        }
    }

    /// <summary>A place to wait for changes. Signals that nobody waited for are kept, up to a few, and come at the next wait.</summary>
    public sealed class Watch(MailboxEvents owner, long? folder) : IDisposable
    {
        private readonly Channel<string> signals = Channel.CreateBounded<string>(new BoundedChannelOptions(16) { FullMode = BoundedChannelFullMode.DropOldest });

        internal long? Folder => folder;

        /// <summary>What changed; ends when cancelled.</summary>
        public ValueTask<string> NextAsync(CancellationToken cancellation) => signals.Reader.ReadAsync(cancellation);

        /// <summary>Waits until something changed, without taking it.</summary>
        public async Task WaitAsync(CancellationToken cancellation) => await signals.Reader.WaitToReadAsync(cancellation);

        /// <summary>Forgets what came since the last wait.</summary>
        public bool TakeAll()
        {
            var any = false;
            while (signals.Reader.TryRead(out _))
            {
                any = true;
            }

            return any;
        }

        /// <summary>Lets the next <see cref="TakeAll"/> find something, since not all was taken.</summary>
        public void Again() => Signal("mail");

        public void Dispose() => owner.watches.TryRemove(this, out _);

        internal void Signal(string what) => signals.Writer.TryWrite(what);
    }
}
