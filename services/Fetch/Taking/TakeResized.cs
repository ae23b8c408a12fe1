using HelpdeskMail.Fetch.Cursors;
using HelpdeskMail.Fetch.Watching;
using HelpdeskMail.Mail.Reading;

namespace HelpdeskMail.Fetch.Taking;

/// <summary>
/// Reads again what is listed under known keys with another size than before: a POP3 server that gave the key of a message that somebody deleted to a later one has nothing else to show for it. The MailStore knows
/// what is the same. A server may also have come to reckon sizes otherwise, for all its messages at once: the newest are read, and where each of them proves to be the same, the others are believed to be so as well.
/// </summary>
internal sealed class TakeResized(TakeListed listed, TimeProvider time)
{
    /// <summary>Read again in one look; what is left has its turn in the next ones.</summary>
    private const int MostALook = 100;

    /// <summary>Takes them; gives beside what was taken those that are left for the next look.</summary>
    /// <param name="mailbox">The mailbox.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="watched">The same, as it is watched.</param>
    /// <param name="cursor">How far the folder is read.</param>
    /// <param name="keys">Their keys, oldest first.</param>
    /// <param name="wanted">Those of them whose messages are wanted whatever their date.</param>
    /// <param name="sizeOf">What is listed for them now.</param>
    /// <param name="cancellation">Stops.</param>
    public async Task<(Taken Taken, IReadOnlySet<MessageKey> Left)> TakeAsync(
        IMailbox mailbox, FolderState folder, WatchedMailbox watched, FolderCursor cursor, IReadOnlyList<MessageKey> keys, IReadOnlySet<MessageKey> wanted,
        Func<MessageKey, long?> sizeOf, CancellationToken cancellation)
    {
        var taken = Taken.Nothing;
        var left = keys.Count;
        while (left > 0 && watched.Pace.Resized > 0)
        {
            if (taken.Settled >= MostALook)
            {
                return (taken, keys.Take(left).ToHashSet());
            }

            // New mail is behind the old in the list, under whatever key.
            var first = Math.Max(0, left - watched.Pace.Resized);
            List<MessageKey> some = [.. keys.Take(first..left)];
            left = first;
            var run = new ReadingRun(some, new KeyedPlace(watched, cursor, some, sizeOf, time.GetUtcNow()), Join: true, (cursor with { Mode = CursorMode.Rejoin }).NotBefore(watched.Receiving)) { Again = some.ToHashSet(), Wanted = wanted };
            var part = await listed.TakeAsync(mailbox, folder, watched, run, cancellation);
            taken = taken.With(part);
            if (part.New == 0)
            {
                // What could not be read has shown nothing either way, and is listed as failed.
                watched.Pace.SizesMisled();
                break;
            }

            watched.Pace.SizesTold();
        }

        return (taken, new HashSet<MessageKey>());
    }
}
