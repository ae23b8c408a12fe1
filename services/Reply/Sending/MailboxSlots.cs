using System.Collections.Concurrent;

namespace HelpdeskMail.Reply.Sending;

/// <summary>
/// Lets claimed replies out of their mailboxes in the order in which they were claimed, of each mailbox as many at once as it may have connections. One replica at a time sends for a mailbox, so the count of this
/// replica is the count of all.
/// </summary>
internal sealed class MailboxSlots(TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly Dictionary<Guid, Line> lines = [];
    private readonly ConcurrentDictionary<Guid, Stop> stops = new();

    /// <summary>Puts a reply into its mailbox's line.</summary>
    /// <param name="mailbox">The mailbox.</param>
    /// <param name="limit">How many of it may be on their way at once.</param>
    public Slot Enter(Guid mailbox, int limit)
    {
        var slot = new Slot(this, mailbox);
        lock (gate)
        {
            if (!lines.TryGetValue(mailbox, out var line))
            {
                lines[mailbox] = line = new Line();
            }

            line.Limit = limit;
            line.Waiting.AddLast(slot);
            line.Advance();
        }

        return slot;
    }

    /// <summary>Has the replies in line go back: what the first one met would meet each of them.</summary>
    public void StopLine(Guid mailbox, TimeSpan pause, string reason) => stops[mailbox] = new Stop(time.GetTimestamp(), pause, reason);

    /// <summary>The stop that came after a reply was claimed; null for none.</summary>
    public Stop? StoppedSince(Guid mailbox, long timestamp) => stops.TryGetValue(mailbox, out var stop) && stop.At > timestamp ? stop : null;

    /// <summary>Why the replies in a mailbox's line go back.</summary>
    /// <param name="At">Timestamp of the stop.</param>
    /// <param name="Pause">For how long.</param>
    /// <param name="Reason">Why, in words for an agent.</param>
    internal sealed record Stop(long At, TimeSpan Pause, string Reason);

    /// <summary>A reply's place in the line.</summary>
    internal sealed class Slot(MailboxSlots owner, Guid mailbox) : IDisposable
    {
        private readonly TaskCompletionSource turn = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Completes when its turn has come.</summary>
        public Task Turn => turn.Task;

        /// <summary>Leaves the line, whether its turn had come or not.</summary>
        public void Dispose() => owner.Leave(mailbox, this);

        internal void Grant() => turn.SetResult();
    }

    private void Leave(Guid mailbox, Slot slot)
    {
        lock (gate)
        {
            var line = lines[mailbox];
            if (!line.Waiting.Remove(slot))
            {
                line.Busy--;
            }

            line.Advance();
            if (line.Busy == 0 && line.Waiting.Count == 0)
            {
                lines.Remove(mailbox);
            }
        }
    }

    private sealed class Line
    {
        public int Limit { get; set; }

        public int Busy { get; set; }

        public LinkedList<Slot> Waiting { get; } = new();

        public void Advance()
        {
            while (Busy < Limit && Waiting.First is { } next)
            {
                Waiting.RemoveFirst();
                Busy++;
                next.Value.Grant();
            }
        }
    }
}
