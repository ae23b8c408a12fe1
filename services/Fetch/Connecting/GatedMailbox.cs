using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Reading;
using HelpdeskMail.Mail.Sending;

namespace HelpdeskMail.Fetch.Connecting;

/// <summary>A mailbox with a place at its server that others may want: its wait for mail ends then, and so does, between two of its batches, a long reading.</summary>
/// <param name="inner">The mailbox.</param>
/// <param name="place">Its place.</param>
/// <param name="time">The clock.</param>
/// <param name="closed">Told whether the server has answered the good-bye of a session that deletes, or has kept silent.</param>
internal sealed class GatedMailbox(IMailbox inner, ServerPlace place, TimeProvider time, Action<bool> closed) : IMailbox
{
    /// <summary>A turn is so long that connecting and listing anew is little against it.</summary>
    internal static readonly TimeSpan Turn = TimeSpan.FromSeconds(100);

    private CancellationTokenSource? turn;
    private bool deletes;

    public MailboxAbilities Abilities => inner.Abilities;

    public MessageKey? Place => inner.Place;

    public bool ListedAnew => inner.ListedAnew;

    public IReadOnlyCollection<MessageKey> Gone => inner.Gone;

    public long? SizeOf(MessageKey key) => inner.SizeOf(key);

    public ValueTask<FolderState> OpenFolderAsync(string folder, bool readOnly = false, CancellationToken cancellationToken = default) => inner.OpenFolderAsync(folder, readOnly, cancellationToken);

    public ValueTask<IReadOnlyList<MessageKey>> ListAsync(MessageFilter filter, CancellationToken cancellationToken = default) => inner.ListAsync(filter, cancellationToken);

    /// <summary>Reads a batch, unless this turn is over.</summary>
    /// <exception cref="TurnOverException">It has read for long, and others wait.</exception>
    public IAsyncEnumerable<FetchedMessage> FetchAsync(IReadOnlyCollection<MessageKey> keys, long maxSize = long.MaxValue, CancellationToken cancellationToken = default)
    {
        // Reckoned from the first batch, so that each turn brings the reading on however long the listing takes. What is deleted on close only would have to be deleted anew in each turn.
        turn ??= new CancellationTokenSource(Turn, time);
        if (turn.IsCancellationRequested && !inner.Abilities.HasFlag(MailboxAbilities.DeletesOnClose) && place.MakesRoom())
        {
            throw new TurnOverException();
        }

        return inner.FetchAsync(keys, maxSize, cancellationToken);
    }

    public ValueTask MarkSeenAsync(IReadOnlyCollection<MessageKey> keys, CancellationToken cancellationToken = default) => inner.MarkSeenAsync(keys, cancellationToken);

    public ValueTask MoveAsync(IReadOnlyCollection<MessageKey> keys, string folder, bool createIfMissing, CancellationToken cancellationToken = default) =>
        inner.MoveAsync(keys, folder, createIfMissing, cancellationToken);

    public ValueTask DeleteAsync(IReadOnlyCollection<MessageKey> keys, CancellationToken cancellationToken = default)
    {
        deletes |= keys.Count > 0;
        return inner.DeleteAsync(keys, cancellationToken);
    }

    public async ValueTask<bool> WaitForChangeAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        EndTurn();
        using var rest = place.Rest(out var wanted);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(wanted, cancellationToken);
        return await inner.WaitForChangeAsync(timeout, ended.Token);
    }

    public ValueTask<IReadOnlyList<MailFolder>> ListFoldersAsync(CancellationToken cancellationToken = default) => inner.ListFoldersAsync(cancellationToken);

    public ValueTask<MessageKey?> AppendAsync(string folder, MessageContent content, MessageMarks marks, DateTimeOffset? receivedAt, CancellationToken cancellationToken = default) =>
        inner.AppendAsync(folder, content, marks, receivedAt, cancellationToken);

    public ValueTask<IReadOnlyList<MessageKey>> FindByMessageIdAsync(string messageId, CancellationToken cancellationToken = default) => inner.FindByMessageIdAsync(messageId, cancellationToken);

    public async ValueTask CloseAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await inner.CloseAsync(cancellationToken);
            if (deletes)
            {
                closed(true);
            }
        }
        catch (MailFailureException exception) when (deletes && exception.Failure.Kind == MailFailureKind.TimedOut)
        {
            closed(false);
            throw;
        }
    }

    public ValueTask DisposeAsync()
    {
        EndTurn();
        return inner.DisposeAsync();
    }

    private void EndTurn()
    {
        turn?.Dispose();
        turn = null;
    }
}
