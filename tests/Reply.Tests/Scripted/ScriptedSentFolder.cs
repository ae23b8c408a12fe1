using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Mail.Reading;
using HelpdeskMail.Mail.Sending;
using HelpdeskMail.Reply.Filing;
using HelpdeskMail.Reply.SystemEmails;

namespace HelpdeskMail.Reply.Tests.Scripted;

/// <summary>A Sent folder that holds what a test says, and takes copies; real servers are passed on to.</summary>
internal sealed class ScriptedSentFolder : ISentFolderConnector
{
    public Func<string, bool> Holds { get; set; } = _ => false;

    /// <summary>Message-ID of the copy of a mail that was handed over under the one given.</summary>
    public Func<string, string> UsedId { get; set; } = id => id;

    /// <summary>Port that stands for this folder; another one is that of a real server.</summary>
    public const int Port = 143;

    public ConcurrentQueue<string> Filed { get; } = new();

    /// <summary>Message-ID of the copy that bears a mark of ours; null for none.</summary>
    public Func<string, string?> HoldsMarked { get; set; } = _ => null;

    private readonly GraphServices graph = new();

    public int Searches { get; private set; }

    public Task<IMailbox> ConnectAsync(SystemEmailSettings email, LookIn way, Credential credential, CancellationToken cancellation)
    {
        if (way.Server.Port != Port)
        {
            return new SentFolderConnector(graph, TimeProvider.System).ConnectAsync(email, way, credential, cancellation);
        }

        return Task.FromResult<IMailbox>(new Mailbox(this));
    }

    private sealed class Mailbox(ScriptedSentFolder folder) : IMailbox
    {
        private string searched = "";
        private string? marked;

        public MailboxAbilities Abilities => MailboxAbilities.Marks | MailboxAbilities.Folders;

        public ValueTask<FolderState> OpenFolderAsync(string name, bool readOnly = false, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(new FolderState(name, "1", 0, MessageKey.Imap(1, 1), readOnly, null));

        public ValueTask<IReadOnlyList<MailFolder>> ListFoldersAsync(CancellationToken cancellationToken = default) =>
            ValueTask.FromResult<IReadOnlyList<MailFolder>>([new MailFolder("INBOX", '/', FolderRole.Inbox, false, true), new MailFolder("Gesendet", '/', FolderRole.Sent, true, true)]);

        public ValueTask<IReadOnlyList<MessageKey>> FindByMessageIdAsync(string messageId, CancellationToken cancellationToken = default)
        {
            folder.Searches++;
            searched = messageId;
            return ValueTask.FromResult<IReadOnlyList<MessageKey>>(folder.Holds(messageId) || folder.Filed.Any(copy => copy.Contains(messageId, StringComparison.Ordinal)) ? [MessageKey.Imap(1, 1)] : []);
        }

        public ValueTask<IReadOnlyList<MessageKey>> FindByFieldAsync(string field, string value, DateTimeOffset since, CancellationToken cancellationToken = default)
        {
            marked = folder.HoldsMarked(value);
            return ValueTask.FromResult<IReadOnlyList<MessageKey>>(marked is null ? [] : [MessageKey.Imap(1, 1)]);
        }

        public async ValueTask<MessageKey?> AppendAsync(string name, MessageContent content, MessageMarks marks, DateTimeOffset? receivedAt, CancellationToken cancellationToken = default)
        {
            using var copy = new MemoryStream();
            await content.WriteToAsync(copy, cancellationToken);
            folder.Filed.Enqueue(System.Text.Encoding.UTF8.GetString(copy.ToArray()));
            return null;
        }

        public ValueTask CloseAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        public ValueTask<IReadOnlyList<MessageKey>> ListAsync(MessageFilter filter, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public async IAsyncEnumerable<FetchedMessage> FetchAsync(
            IReadOnlyCollection<MessageKey> keys, long maxSize = long.MaxValue, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.CompletedTask;
            var header = System.Text.Encoding.UTF8.GetBytes($"Message-ID: <{marked ?? folder.UsedId(searched)}>\r\nX-Microsoft-Original-Message-ID: <{searched}>\r\n\r\n");
            yield return new FetchedMessage(keys.Single(), 4711, null, MessageMarks.Seen, IsWhole: false, new MemoryStream(header));
        }

        public ValueTask MarkSeenAsync(IReadOnlyCollection<MessageKey> keys, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public ValueTask MoveAsync(IReadOnlyCollection<MessageKey> keys, string name, bool createIfMissing, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public ValueTask DeleteAsync(IReadOnlyCollection<MessageKey> keys, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public ValueTask<bool> WaitForChangeAsync(TimeSpan timeout, CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }
}
