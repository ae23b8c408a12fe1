using HelpdeskMail.Mail.Reading;
using HelpdeskMail.Mail.Sending;

namespace HelpdeskMail.Fetch.Connecting;

/// <summary>A mailbox whose place at its server is free again once it is disposed of.</summary>
internal sealed class GatedMailbox(IMailbox inner, IDisposable place) : IMailbox
{
    public MailboxAbilities Abilities => inner.Abilities;

    public MessageKey? Place => inner.Place;

    public bool ListedAnew => inner.ListedAnew;

    public ValueTask<FolderState> OpenFolderAsync(string folder, bool readOnly = false, CancellationToken cancellationToken = default) => inner.OpenFolderAsync(folder, readOnly, cancellationToken);

    public ValueTask<IReadOnlyList<MessageKey>> ListAsync(MessageFilter filter, CancellationToken cancellationToken = default) => inner.ListAsync(filter, cancellationToken);

    public IAsyncEnumerable<FetchedMessage> FetchAsync(IReadOnlyCollection<MessageKey> keys, long maxSize = long.MaxValue, CancellationToken cancellationToken = default) =>
        inner.FetchAsync(keys, maxSize, cancellationToken);

    public ValueTask MarkSeenAsync(IReadOnlyCollection<MessageKey> keys, CancellationToken cancellationToken = default) => inner.MarkSeenAsync(keys, cancellationToken);

    public ValueTask MoveAsync(IReadOnlyCollection<MessageKey> keys, string folder, bool createIfMissing, CancellationToken cancellationToken = default) =>
        inner.MoveAsync(keys, folder, createIfMissing, cancellationToken);

    public ValueTask DeleteAsync(IReadOnlyCollection<MessageKey> keys, CancellationToken cancellationToken = default) => inner.DeleteAsync(keys, cancellationToken);

    public ValueTask<bool> WaitForChangeAsync(TimeSpan timeout, CancellationToken cancellationToken = default) => inner.WaitForChangeAsync(timeout, cancellationToken);

    public ValueTask<IReadOnlyList<MailFolder>> ListFoldersAsync(CancellationToken cancellationToken = default) => inner.ListFoldersAsync(cancellationToken);

    public ValueTask<MessageKey?> AppendAsync(string folder, MessageContent content, MessageMarks marks, DateTimeOffset? receivedAt, CancellationToken cancellationToken = default) =>
        inner.AppendAsync(folder, content, marks, receivedAt, cancellationToken);

    public ValueTask<IReadOnlyList<MessageKey>> FindByMessageIdAsync(string messageId, CancellationToken cancellationToken = default) => inner.FindByMessageIdAsync(messageId, cancellationToken);

    public ValueTask CloseAsync(CancellationToken cancellationToken = default) => inner.CloseAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        place.Dispose();
    }
}
