using System.Globalization;
using System.Runtime.CompilerServices;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Examining;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Reading;
using HelpdeskMail.Mail.Sasl;
using HelpdeskMail.Mail.Sending;

namespace HelpdeskMail.Mail.Imap;

/// <summary>A mailbox over IMAP (RFC 9051 and 3501). Messages are named by UIDVALIDITY and UID alone; sequence numbers are never used.</summary>
public sealed class ImapMailbox : IMailbox
{
    /// <summary>Where Exchange keeps the Message-ID of a mail that it gave another one on sending.</summary>
    private const string ExchangeOriginalMessageId = "X-Microsoft-Original-Message-ID";

    private readonly ImapSession session;
    private readonly TimeProvider time;

    private ImapMailbox(ImapSession session, TimeProvider time)
    {
        this.session = session;
        this.time = time;
    }

    /// <inheritdoc/>
    public MailboxAbilities Abilities =>
        MailboxAbilities.Marks | MailboxAbilities.Folders | (session.View.Capabilities?.Has("IDLE") is true ? MailboxAbilities.Waiting : MailboxAbilities.None);

    /// <summary>Connects, protects the connection, signs in, and makes sure that the mailbox answers (Exchange accepts sign-ins to mailboxes it then does not open).</summary>
    /// <param name="server">Where.</param>
    /// <param name="credential">Who.</param>
    /// <param name="options">Choices; null for the usual ones.</param>
    /// <param name="log">Takes the conversation down; null for nobody.</param>
    /// <param name="time">The clock; null for the machine's.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="MailFailureException">It did not come to that; every failure says who can mend it.</exception>
    public static async Task<ImapMailbox> ConnectAsync(
        MailServer server,
        MailCredential credential,
        ImapOptions? options = null,
        IProtocolLog? log = null,
        TimeProvider? time = null,
        CancellationToken cancellationToken = default)
    {
        var certificate = (credential as MailCredential.ClientCertificate)?.Certificate;
        var secrets = new SecretWords(credential);
        var wire = await Wire.ConnectAsync(server, certificate, HidingLog.Of(log, secrets), time ?? TimeProvider.System, cancellationToken);
        var mailbox = new ImapMailbox(new ImapSession(wire, secrets), time ?? TimeProvider.System);
        try
        {
            await mailbox.session.GreetAsync(cancellationToken);
            await ImapStart.ProtectAsync(mailbox.session, certificate, cancellationToken);
            if (mailbox.session.State is ImapState.NotAuthenticated)
            {
                await ImapSignIn.RunAsync(mailbox.session, credential, cancellationToken);
            }

            await ImapStart.SettleInAsync(mailbox.session, options ?? new ImapOptions(), cancellationToken);
            return mailbox;
        }
        catch
        {
            await wire.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<FolderState> OpenFolderAsync(string folder, bool readOnly = false, CancellationToken cancellationToken = default) =>
        (await ImapOpening.RunAsync(session, folder, readOnly, null, null, cancellationToken)).State;

    /// <inheritdoc/>
    public async ValueTask<FolderChanges> OpenFolderAsync(FolderState known, bool readOnly = false, CancellationToken cancellationToken = default)
    {
        var hasCounter = known.HighestModSeq is > 0;
        var counter = known.HighestModSeq.GetValueOrDefault();
        _ = uint.TryParse(known.Generation, NumberStyles.None, CultureInfo.InvariantCulture, out var validity);
        var changes = new ImapChanges(validity);
        var asked = hasCounter && validity > 0 && session.View.Enabled("QRESYNC");
        var (state, told) = await ImapOpening.RunAsync(session, known.Name, readOnly, asked ? ImapChanges.Argument(validity, counter) : null, asked ? changes.Take : null, cancellationToken);
        if (!hasCounter || state.Generation != known.Generation || state.HighestModSeq is not { } now)
        {
            return new FolderChanges(state);
        }

        if (!told && now != counter)
        {
            await session.DemandAsync(ImapChanges.Question(counter), changes.Take, cancellationToken);
        }

        return new FolderChanges(state, changes.Changed, told ? changes.Gone : null, validity);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<MessageKey>> ListAsync(MessageFilter filter, CancellationToken cancellationToken = default)
    {
        var folder = OpenOne();
        var validity = folder.UidValidity!.Value;
        var after = filter.After is { } key && key.TryGetImap(out var generation, out var uid) && generation == validity ? uid : 0;
        if (after == uint.MaxValue)
        {
            return [];
        }

        folder.HasChanged = false;

        // Some servers search only what they have told of already, and they tell of new messages with a NOOP.
        await session.DemandAsync(new ImapCommand("NOOP"), cancellationToken: cancellationToken);

        // «n:*» runs backwards where nothing is new, which imap.exmail.qq.com takes for a mistake.
        var uids = await ImapSearch.RunAsync(
            session, command => ImapSearch.AddKeys(command, filter, after), cancellationToken, after > 0 ? command => ImapSearch.AddKeys(command, filter, after: 0) : null);

        // «n:*» names the last message even when its UID is below n.
        var first = uids.FindIndex(found => found > after);
        return first < 0 ? [] : [.. uids.Skip(first).Select(found => MessageKey.Imap(validity, found))];
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<FetchedMessage> FetchAsync(IReadOnlyCollection<MessageKey> keys, long maxSize = long.MaxValue, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var message in new ImapFetch(session, Uids(OpenOne(), keys), maxSize).RunAsync(cancellationToken))
        {
            yield return message;
        }
    }

    /// <inheritdoc/>
    public async ValueTask MarkSeenAsync(IReadOnlyCollection<MessageKey> keys, CancellationToken cancellationToken = default)
    {
        foreach (var (set, _) in UidSet.Write(Uids(OpenOne(), keys)))
        {
            await session.DemandAsync(new ImapCommand("UID STORE").Add(set).Add("+FLAGS.SILENT (\\Seen)"), cancellationToken: cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask MoveAsync(IReadOnlyCollection<MessageKey> keys, string folder, bool createIfMissing, CancellationToken cancellationToken = default)
    {
        foreach (var (set, _) in UidSet.Write(Uids(OpenOne(), keys)))
        {
            await ImapMove.RunAsync(session, set, folder, createIfMissing, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(IReadOnlyCollection<MessageKey> keys, CancellationToken cancellationToken = default)
    {
        foreach (var (set, _) in UidSet.Write(Uids(OpenOne(), keys)))
        {
            await ImapMove.RemoveAsync(session, set, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> WaitForChangeAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        OpenOne();
        return Abilities.HasFlag(MailboxAbilities.Waiting) && await ImapIdle.WaitAsync(session, timeout, time, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<MailFolder>> ListFoldersAsync(CancellationToken cancellationToken = default) => await ImapFolders.ListAsync(session, "*", withCounts: true, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<MessageKey?> AppendAsync(string folder, MessageContent content, MessageMarks marks, DateTimeOffset? receivedAt, CancellationToken cancellationToken = default) =>
        ImapAppend.RunAsync(session, folder, content, marks, receivedAt, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<MessageKey>> FindByMessageIdAsync(string messageId, CancellationToken cancellationToken = default)
    {
        var validity = OpenOne().UidValidity!.Value;
        var id = $"<{messageId.Trim().Trim('<', '>')}>";
        var uids = await ImapSearch.RunAsync(
            session, command => command.Add("OR HEADER Message-ID").String(id).Add($"HEADER {ExchangeOriginalMessageId}").String(id), cancellationToken);
        return [.. uids.Select(uid => MessageKey.Imap(validity, uid))];
    }

    /// <summary>What may be done in a folder (RFC 4314: <c>lrswit…</c>); null where the server does not tell, or not to this account.</summary>
    public ValueTask<string?> RightsAsync(string folder, CancellationToken cancellationToken = default) => ImapRights.OfAsync(session, folder, cancellationToken);

    /// <summary>How full the mailbox is; null where the server does not tell.</summary>
    public ValueTask<MailboxQuota?> QuotaAsync(string folder, CancellationToken cancellationToken = default) => ImapRights.QuotaAsync(session, folder, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<MessageKey>> FindByFieldAsync(string name, string value, DateTimeOffset since, CancellationToken cancellationToken = default)
    {
        var validity = OpenOne().UidValidity!.Value;
        var day = since.UtcDateTime.ToString("d-MMM-yyyy", CultureInfo.InvariantCulture);
        var uids = await ImapSearch.RunAsync(session, command => command.Add($"SINCE {day} HEADER").String(name).String(value), cancellationToken);
        return [.. uids.Select(uid => MessageKey.Imap(validity, uid))];
    }

    /// <inheritdoc/>
    public async ValueTask CloseAsync(CancellationToken cancellationToken = default)
    {
        if (session.Wire.IsBroken || session.State is ImapState.Logout)
        {
            return;
        }

        session.State = ImapState.Logout;
        try
        {
            await session.RunAsync(new ImapCommand("LOGOUT"), cancellationToken: cancellationToken);
        }
        catch (MailFailureException)
        {
            // Servers that close without an answer have been left all the same.
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => session.Wire.DisposeAsync();

    private SelectedFolder OpenOne() => session.Folder ?? throw new InvalidOperationException("Open a folder first.");

    private static List<uint> Uids(SelectedFolder folder, IReadOnlyCollection<MessageKey> keys)
    {
        var uids = new List<uint>(keys.Count);
        foreach (var key in keys)
        {
            if (key.TryGetImap(out var generation, out var uid) && generation == folder.UidValidity && uid > 0)
            {
                uids.Add(uid);
            }
        }

        uids.Sort();
        return [.. uids.Distinct()];
    }
}
