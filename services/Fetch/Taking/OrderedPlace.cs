using HelpdeskMail.Fetch.Cursors;
using HelpdeskMail.Fetch.Watching;
using HelpdeskMail.Mail.Reading;
using Npgsql;

namespace HelpdeskMail.Fetch.Taking;

/// <summary>Moves a cursor over the keys of a run: up to the last message before which there is no gap, however they come.</summary>
internal sealed class OrderedPlace(WatchedMailbox watched, FolderCursor cursor, IReadOnlyList<MessageKey> keys, DateTimeOffset startedAt) : IReadingPlace
{
    private readonly HashSet<MessageKey> ahead = [];
    private int done;
    private int noted;

    /// <inheritdoc/>
    public bool IsBehind => noted < done;

    /// <inheritdoc/>
    public Task AdvanceAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<SettledMessage> settled)
    {
        foreach (var message in settled)
        {
            ahead.Add(message.Key);
        }

        while (done < keys.Count && ahead.Remove(keys[done]))
        {
            done++;
        }

        noted = done;
        return CursorTable.MoveAsync(
            connection, transaction, watched.Lease, done > 0 ? cursor.MovedTo(keys[done - 1]) : cursor, new ReadingProgress(keys.Count, keys.Count - done - ahead.Count, startedAt));
    }

    /// <inheritdoc/>
    public void Passed(int count)
    {
        for (; done < count; done++)
        {
            ahead.Remove(keys[done]);
        }
    }
}
