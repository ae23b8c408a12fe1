using System.Runtime.CompilerServices;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Reading;
using HelpdeskMail.Mail.Sasl;
using HelpdeskMail.Mail.Sending;

namespace HelpdeskMail.Mail.Pop3;

/// <summary>
/// A mailbox over POP3 (RFC 1939, 2449, 5034). It shows what lay in the inbox when the session began; later mail needs a new session. Deletions count only once <see cref="CloseAsync"/> was answered.
/// </summary>
public sealed class Pop3Mailbox : IMailbox
{
    private const int UnderWay = 4;

    private readonly Pop3Session session;
    private Pop3Listing? listing;
    private bool deletes;

    private Pop3Mailbox(Pop3Session session) => this.session = session;

    /// <inheritdoc/>
    public MailboxAbilities Abilities => MailboxAbilities.DeletesOnClose;

    private string ServerName => session.Wire.Server.ToString();

    /// <summary>Connects, protects the connection and signs in.</summary>
    /// <param name="server">Where.</param>
    /// <param name="credential">Who.</param>
    /// <param name="log">Takes the conversation down; null for nobody.</param>
    /// <param name="time">The clock; null for the machine's.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="MailFailureException">It did not come to that; every failure says who can mend it.</exception>
    public static async Task<Pop3Mailbox> ConnectAsync(MailServer server, MailCredential credential, IProtocolLog? log = null, TimeProvider? time = null, CancellationToken cancellationToken = default)
    {
        var certificate = (credential as MailCredential.ClientCertificate)?.Certificate;
        var secrets = new SecretWords(credential);
        var wire = await Wire.ConnectAsync(server, certificate, HidingLog.Of(log, secrets), time ?? TimeProvider.System, cancellationToken);
        try
        {
            var session = new Pop3Session(wire, secrets);
            await session.GreetAsync(cancellationToken);
            if (server.Protection is ConnectionProtection.StartTls)
            {
                await session.ProtectAsync(certificate, cancellationToken);
            }
            else
            {
                await session.AskCapabilitiesAsync(cancellationToken);
            }

            await session.SignInAsync(credential, cancellationToken);
            await session.AskCapabilitiesAsync(cancellationToken);
            return new Pop3Mailbox(session);
        }
        catch
        {
            await wire.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<FolderState> OpenFolderAsync(string folder, bool readOnly = false, CancellationToken cancellationToken = default)
    {
        if (folder.Length > 0 && !folder.Equals("INBOX", StringComparison.OrdinalIgnoreCase))
        {
            throw new MailFailureException(MailFailures.FolderMissing(ServerName), connectionLost: false);
        }

        listing ??= await Pop3Listing.ReadAsync(session, cancellationToken);
        return new FolderState("", Generation: null, listing.Count, End: null, readOnly, HighestModSeq: null);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<MessageKey>> ListAsync(MessageFilter filter, CancellationToken cancellationToken = default) => ValueTask.FromResult<IReadOnlyList<MessageKey>>([.. OpenOne().Keys]);

    /// <inheritdoc/>
    public long? SizeOf(MessageKey key) => OpenOne().TryFind(key, out _, out var size) && size > 0 ? size : null;

    /// <inheritdoc/>
    public async IAsyncEnumerable<FetchedMessage> FetchAsync(IReadOnlyCollection<MessageKey> keys, long maxSize = long.MaxValue, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var window = session.Has("PIPELINING") ? UnderWay : 1;
        var sent = new Queue<(MessageKey Key, long Size, bool Whole)>();
        DottedStream? open = null;
        using var next = keys.GetEnumerator();
        var more = true;
        try
        {
            while (more || sent.Count > 0)
            {
                while (more && sent.Count < window && (more = next.MoveNext()))
                {
                    if (OpenOne().TryFind(next.Current, out var number, out var size))
                    {
                        var whole = size <= maxSize;
                        await session.SendAsync(whole ? $"RETR {number}" : $"TOP {number} 0", cancellationToken);
                        sent.Enqueue((next.Current, size, whole));
                    }
                }

                if (!sent.TryDequeue(out var message))
                {
                    continue;
                }

                session.Wire.StartCommand(session.Wire.Server.Timeouts.Command);
                var reply = await session.ReadAsync(cancellationToken);
                if (!reply.IsOk)
                {
                    yield return NotGiven(message.Key, message.Size, message.Whole, reply);
                    continue;
                }

                session.Wire.StartBody();
                open = new DottedStream(session.Wire, message.Whole ? message.Size : 0, sent.Count > 0);
                yield return new FetchedMessage(message.Key, message.Size, ReceivedAt: null, MessageMarks.None, message.Whole, open);
                await open.DrainAsync(cancellationToken);
                open = null;
            }
        }
        finally
        {
            // The caller stopped half-way: what was asked for has to go by before the next command.
            if (open is not null && !session.Wire.IsBroken)
            {
                await open.DrainAsync(cancellationToken);
            }

            while (!session.Wire.IsBroken && sent.TryDequeue(out var passed))
            {
                session.Wire.StartCommand(session.Wire.Server.Timeouts.Command);
                if ((await session.ReadAsync(cancellationToken)).IsOk)
                {
                    session.Wire.StartBody();
                    await using var rest = new DottedStream(session.Wire, passed.Whole ? passed.Size : 0, sent.Count > 0);
                    await rest.DrainAsync(cancellationToken);
                }
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask MarkSeenAsync(IReadOnlyCollection<MessageKey> keys, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask MoveAsync(IReadOnlyCollection<MessageKey> keys, string folder, bool createIfMissing, CancellationToken cancellationToken = default) => throw NotSupported("moving messages (POP3 has no folders)");

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(IReadOnlyCollection<MessageKey> keys, CancellationToken cancellationToken = default)
    {
        foreach (var key in keys)
        {
            if (!OpenOne().TryFind(key, out var number, out _))
            {
                continue;
            }

            var reply = await session.AskAsync($"DELE {number}", cancellationToken);
            if (!reply.IsOk)
            {
                throw new MailFailureException(session.Understand(reply, AnswerContext.Command), connectionLost: false);
            }

            OpenOne().Remove(key);
            deletes = true;
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> WaitForChangeAsync(TimeSpan timeout, CancellationToken cancellationToken = default) => ValueTask.FromResult(false);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<MailFolder>> ListFoldersAsync(CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IReadOnlyList<MailFolder>>([new MailFolder("INBOX", Separator: null, FolderRole.Inbox, RoleIsGuessed: false, Selectable: true)]);

    /// <inheritdoc/>
    public ValueTask<MessageKey?> AppendAsync(string folder, MessageContent content, MessageMarks marks, DateTimeOffset? receivedAt, CancellationToken cancellationToken = default) => throw NotSupported("putting messages into the mailbox (POP3)");

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<MessageKey>> FindByMessageIdAsync(string messageId, CancellationToken cancellationToken = default) => throw NotSupported("searching (POP3)");

    /// <summary>Sends QUIT, with which the server carries out the deletions.</summary>
    /// <exception cref="MailFailureException">It did not say that it has: the messages are still there, or some of them.</exception>
    public async ValueTask CloseAsync(CancellationToken cancellationToken = default)
    {
        // Servers that keep a mailbox in one file write it anew now. Without their answer all would have to be read again before it is deleted.
        var timeouts = session.Wire.Server.Timeouts;
        var reply = await session.AskAsync("QUIT", cancellationToken, deletes ? timeouts.DataEnd : timeouts.Command);
        if (!reply.IsOk)
        {
            throw session.Wire.Fail(session.Understand(reply, AnswerContext.Command));
        }

        await session.Wire.DisposeAsync();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => session.Wire.DisposeAsync();

    private Pop3Listing OpenOne() => listing ?? throw new InvalidOperationException("Open the inbox first.");

    private MailFailureException NotSupported(string what) => new(ConnectionFailures.NotSupported(ServerName, what), connectionLost: false);

    // A server need not know TOP (RFC 1939 section 7): a message that is too large then comes without its header.
    private FetchedMessage NotGiven(MessageKey key, long size, bool whole, Pop3Reply reply)
    {
        var failure = session.Understand(reply, AnswerContext.Command);
        return failure.Kind is MailFailureKind.Refused or MailFailureKind.ServerUnavailable or MailFailureKind.FolderMissing or MailFailureKind.MessageTooLarge
            ? new FetchedMessage(key, size, ReceivedAt: null, MessageMarks.None, IsWhole: false, Stream.Null, whole ? MailFailures.MessageUnreadable(ServerName) with { ServerAnswer = reply.Words } : null)
            : throw new MailFailureException(failure, connectionLost: false);
    }
}
