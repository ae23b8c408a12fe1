using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace HelpdeskMail.AppHost.LocalHosting.Output;

/// <summary>The last lines of one resource, and those that are still to come for whoever follows.</summary>
internal sealed class ConsoleLog
{
    private const int MostLines = 2000;

    // A follower that does not keep up loses its oldest lines, not the resource's memory.
    private static readonly BoundedChannelOptions Following = new(MostLines) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true };

    private readonly Queue<ConsoleLine> lines = new(MostLines);
    private readonly HashSet<Channel<ConsoleLine>> followers = [];
    private readonly Lock gate = new();
    private long written;

    public void Add(DateTimeOffset at, string text)
    {
        lock (gate)
        {
            var line = new ConsoleLine(++written, at, text);
            if (lines.Count == MostLines)
            {
                lines.Dequeue();
            }

            lines.Enqueue(line);
            foreach (var follower in followers)
            {
                follower.Writer.TryWrite(line);
            }
        }
    }

    /// <summary>The last <paramref name="count"/> lines, the oldest first.</summary>
    public IReadOnlyList<ConsoleLine> Last(int count)
    {
        lock (gate)
        {
            return [.. lines.Skip(Math.Max(0, lines.Count - count))];
        }
    }

    /// <summary>The lines after number <paramref name="after"/> that are still there, and every line from now on, until cancelled.</summary>
    public async IAsyncEnumerable<ConsoleLine> FollowAsync(long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var follower = Channel.CreateBounded<ConsoleLine>(Following);
        lock (gate)
        {
            foreach (var line in lines.Where(line => line.Number > after))
            {
                follower.Writer.TryWrite(line);
            }

            followers.Add(follower);
        }

        try
        {
            await foreach (var line in follower.Reader.ReadAllAsync(cancellationToken))
            {
                yield return line;
            }
        }
        finally
        {
            lock (gate)
            {
                followers.Remove(follower);
            }
        }
    }
}
