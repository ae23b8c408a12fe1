using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Reading;
using HelpdeskMail.Mail.Sending;

namespace HelpdeskMail.Fetch.Connecting;

/// <summary>A mailbox with a place at its server that others may want: it does not wait for mail then, and is looked into from time to time as one is whose server cannot tell of changes.</summary>
/// <param name="inner">The mailbox.</param>
/// <param name="place">Its place.</param>
/// <param name="closed">Told whether the server has answered the good-bye of a session that deletes, or has kept silent.</param>
internal sealed class GatedMailbox(IMailbox inner, ServerPlace place, Action<bool> closed) : IMailbox
{
    private bool deletes;

    public MailboxAbilities Abilities => inner.Abilities.HasFlag(MailboxAbilities.Waiting) && place.IsWanted ? inner.Abilities & ~MailboxAbilities.Waiting : inner.Abilities;

    public MessageKey? Place => inner.Place;

    public bool ListedAnew => inner.ListedAnew;

    public IReadOnlyCollection<MessageKey> Gone => inner.Gone;

    public long? SizeOf(MessageKey key) => inner.SizeOf(key);

    public ValueTask<FolderState> OpenFolderAsync(string folder, bool readOnly = false, CancellationToken cancellationToken = default) => inner.OpenFolderAsync(folder, readOnly, cancellationToken);

    public ValueTask<IReadOnlyList<MessageKey>> ListAsync(MessageFilter filter, CancellationToken cancellationToken = default) => inner.ListAsync(filter, cancellationToken);

    public IAsyncEnumerable<FetchedMessage> FetchAsync(IReadOnlyCollection<MessageKey> keys, long maxSize = long.MaxValue, CancellationToken cancellationToken = default) =>
        inner.FetchAsync(keys, maxSize, cancellationToken);

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

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
