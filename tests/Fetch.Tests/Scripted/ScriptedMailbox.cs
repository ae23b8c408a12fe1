using System.Globalization;
using System.Runtime.CompilerServices;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Reading;
using HelpdeskMail.Mail.Sending;

namespace HelpdeskMail.Fetch.Tests.Scripted;

/// <summary>One connection to a <see cref="ScriptedServer"/>.</summary>
internal sealed class ScriptedMailbox(ScriptedServer server) : IMailbox
{
    private Task changed = server.Changed;
    private bool closed;

    public MailboxAbilities Abilities => MailboxAbilities.Marks | MailboxAbilities.Folders | (server.CanWait ? MailboxAbilities.Waiting : MailboxAbilities.None);

    public ValueTask<FolderState> OpenFolderAsync(string folder, bool readOnly = false, CancellationToken cancellationToken = default)
    {
        server.Fault("open");
        server.Fault($"open {folder}");
        return ValueTask.FromResult(new FolderState(
            folder, server.Generation.ToString(CultureInfo.InvariantCulture), server.Messages.Count, server.HasOrder ? MessageKey.Imap(server.Generation, (server.ToldNextUid ?? server.NextUid) - 1) : null, ReadOnly: false, HighestModSeq: null));
    }

    public ValueTask<IReadOnlyList<MessageKey>> ListAsync(MessageFilter filter, CancellationToken cancellationToken = default)
    {
        server.Fault("list");
        changed = server.Changed;
        uint after = 0;
        if (filter.After is { } place && place.TryGetImap(out var generation, out var uid) && generation == server.Generation)
        {
            after = uid;
        }

        IReadOnlyList<MessageKey> keys =
        [
            .. server.Messages
                .Where(message => message.Uid > after && (!filter.Unread || !message.Seen) && (filter.Since is not { } since || DateOnly.FromDateTime(message.ReceivedAt.UtcDateTime) >= since))
                .Select(message => MessageKey.Imap(server.Generation, message.Uid)),
        ];
        return ValueTask.FromResult(keys);
    }

    public async IAsyncEnumerable<FetchedMessage> FetchAsync(
        IReadOnlyCollection<MessageKey> keys, long maxSize = long.MaxValue, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var key in keys)
        {
            server.Fault(key.TryGetImap(out _, out var asked) ? $"asked {asked}" : "asked");
        }

        foreach (var message in server.Messages.Where(message => keys.Contains(MessageKey.Imap(server.Generation, message.Uid)) && !server.Withheld.Contains(message.Uid)))
        {
            await Task.Yield();
            server.Fault($"fetch {message.Uid}");
            var key = MessageKey.Imap(server.Generation, message.Uid);
            yield return server.Unreadable.Contains(message.Uid)
                ? new FetchedMessage(key, message.Raw.Length, message.ReceivedAt, MessageMarks.None, IsWhole: false, Stream.Null, ScriptedServer.Failure(MailFailureKind.MessageUnreadable, lost: false).Failure)
                : (server.ToldSize ?? message.Raw.Length) > maxSize
                    ? new FetchedMessage(key, message.Raw.Length, message.ReceivedAt, MessageMarks.None, IsWhole: false, new MemoryStream(message.Raw, 0, 40))
                    : new FetchedMessage(key, server.ToldSize ?? message.Raw.Length, message.ReceivedAt, MessageMarks.None, IsWhole: true, new BreakingStream(server, message));
        }
    }

    public ValueTask MarkSeenAsync(IReadOnlyCollection<MessageKey> keys, CancellationToken cancellationToken = default)
    {
        server.Fault("seen");
        foreach (var message in server.Messages.Where(message => keys.Contains(MessageKey.Imap(server.Generation, message.Uid))))
        {
            message.Seen = true;
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask MoveAsync(IReadOnlyCollection<MessageKey> keys, string folder, bool createIfMissing, CancellationToken cancellationToken = default)
    {
        server.Fault("move");
        if (server.Unmovable.Any(uid => keys.Contains(MessageKey.Imap(server.Generation, uid))))
        {
            throw ScriptedServer.Failure(server.UnmovableFor, lost: false);
        }

        server.Moved.AddRange(keys.Select(key => key.Value));
        return Remove(keys);
    }

    public ValueTask DeleteAsync(IReadOnlyCollection<MessageKey> keys, CancellationToken cancellationToken = default)
    {
        server.Fault("delete");
        return Remove(keys);
    }

    public async ValueTask<bool> WaitForChangeAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        server.Fault("wait");
        try
        {
            await changed.WaitAsync(timeout, cancellationToken);
            server.Fault("woken");
            return true;
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }

    public ValueTask<IReadOnlyList<MailFolder>> ListFoldersAsync(CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IReadOnlyList<MailFolder>>([new MailFolder("INBOX", '/', FolderRole.Inbox, RoleIsGuessed: false, Selectable: true)]);

    public ValueTask<MessageKey?> AppendAsync(string folder, MessageContent content, MessageMarks marks, DateTimeOffset? receivedAt, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public ValueTask<IReadOnlyList<MessageKey>> FindByMessageIdAsync(string messageId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask CloseAsync(CancellationToken cancellationToken = default)
    {
        server.Fault("close");
        return DisposeAsync();
    }

    public ValueTask DisposeAsync()
    {
        if (!closed)
        {
            closed = true;
            server.Open--;
        }

        return ValueTask.CompletedTask;
    }

    private ValueTask Remove(IReadOnlyCollection<MessageKey> keys)
    {
        server.Remove(keys.Select(key => key.TryGetImap(out var generation, out var uid) && generation == server.Generation ? uid : 0));
        return ValueTask.CompletedTask;
    }

    /// <summary>Gives half of the bytes before it asks whether it breaks.</summary>
    private sealed class BreakingStream(ScriptedServer server, ScriptedMessage message) : MemoryStream(message.Raw)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var half = message.Raw.Length / 2;
            if (Position >= half)
            {
                server.Fault($"body {message.Uid}");
                return base.ReadAsync(buffer, cancellationToken);
            }

            return base.ReadAsync(buffer[..Math.Min(buffer.Length, half - (int)Position)], cancellationToken);
        }
    }
}
