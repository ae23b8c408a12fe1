using HelpdeskMail.Fetch.Cursors;
using HelpdeskMail.Fetch.Watching;
using HelpdeskMail.Mail.Reading;
using Npgsql;

namespace HelpdeskMail.Fetch.Taking;

/// <summary>Keeps the keys that are done with, where they have no order (POP3, Graph). The cursor's place moves only at the end of a run.</summary>
internal sealed class KeyedPlace(WatchedMailbox watched, FolderCursor cursor, IReadOnlyList<MessageKey> keys, Func<MessageKey, long?> sizeOf, DateTimeOffset startedAt) : IReadingPlace
{
    private int done;

    /// <inheritdoc/>
    public bool IsBehind => false;

    /// <inheritdoc/>
    public async Task AdvanceAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<SettledMessage> settled)
    {
        done += settled.Count;
        await SettledKeyTable.AddAsync(connection, transaction, watched, [.. settled.Select(message => (message.Key, message.IsWanted))], sizeOf);
        await CursorTable.MoveAsync(connection, transaction, watched.Lease, cursor, new ReadingProgress(keys.Count, keys.Count - done, startedAt));
    }

    /// <inheritdoc/>
    public void Passed(int count) => done = Math.Max(done, count);
}
