using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Reading;
using HelpdeskMail.Mail.Sending;

namespace HelpdeskMail.Mail.Graph;

/// <summary>
/// A mailbox over Microsoft Graph. Keys are immutable ids, which survive moving within the mailbox and have no order: <see cref="FolderState.End"/> is null. After <see cref="ListAsync"/> <see cref="Place"/> names the place up to
/// which was listed; given as <see cref="MessageFilter.After"/> the next list holds what changed since (messages may come again). A place that Graph has forgotten, or of another folder that had the name before, shuts nothing out.
/// </summary>
public sealed class GraphMailbox : IMailbox
{
    /// <summary>Largest message Graph takes as MIME, in bytes before base64: a request may have 4 MB.</summary>
    public const long LargestMime = 3_000_000;

    private const string SizeProperty = "Integer 0x0E08";
    private const string PlaceMark = "delta:";

    private readonly GraphClient client;
    private readonly GraphFolders folders;
    private string? folder;

    private GraphMailbox(GraphClient client)
    {
        this.client = client;
        folders = new GraphFolders(client);
    }

    /// <inheritdoc/>
    public MailboxAbilities Abilities => MailboxAbilities.Marks | MailboxAbilities.Folders;

    /// <summary>The place behind what was listed last in the open folder; null before the first list, and after one with <see cref="MessageFilter.Since"/> (Graph ends such a list at 5,000 messages).</summary>
    public MessageKey? Place { get; private set; }

    /// <inheritdoc/>
    public bool ListedAnew { get; private set; }

    /// <inheritdoc/>
    public IReadOnlyCollection<MessageKey> Gone { get; private set; } = [];

    /// <summary>Makes sure that the mailbox answers.</summary>
    /// <param name="http">Sends the requests; its own timeout should be infinite. Stays the caller's.</param>
    /// <param name="credential">Token for Graph (Mail.ReadWrite) and the mailbox's address or id.</param>
    /// <param name="options">Choices; null for the usual ones.</param>
    /// <param name="time">The clock; null for the machine's.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="MailFailureException">It does not.</exception>
    public static async Task<GraphMailbox> ConnectAsync(HttpClient http, MailCredential.AccessToken credential, GraphOptions? options = null, TimeProvider? time = null, CancellationToken cancellationToken = default)
    {
        var mailbox = new GraphMailbox(new GraphClient(http, credential, options ?? new GraphOptions(), time ?? TimeProvider.System));
        await mailbox.OpenFolderAsync("INBOX", cancellationToken: cancellationToken);
        mailbox.folder = null;
        return mailbox;
    }

    /// <inheritdoc/>
    public async ValueTask<FolderState> OpenFolderAsync(string folder, bool readOnly = false, CancellationToken cancellationToken = default)
    {
        this.folder = null;
        Place = null;
        var id = await folders.FindAsync(folder, createIfMissing: false, cancellationToken);
        var found = (await client.JsonAsync(HttpMethod.Get, client.Of($"mailFolders/{Uri.EscapeDataString(id)}?$select=id,totalItemCount"), null, mayBeMissing: false, cancellationToken))!.Value;
        this.folder = found.Text("id") ?? id;
        return new FolderState(folder, Generation: null, found.Number("totalItemCount") ?? 0, End: null, readOnly, HighestModSeq: null);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<MessageKey>> ListAsync(MessageFilter filter, CancellationToken cancellationToken = default)
    {
        var from = filter.After is { } after ? LinkOf(after) : null;
        ListedAnew = from is null;
        try
        {
            return await ListFromAsync(from ?? Whole(filter), filter, cancellationToken);
        }
        catch (MailFailureException exception) when (from is not null && exception is { ConnectionLost: false, Failure.Kind: MailFailureKind.FolderChanged or MailFailureKind.FolderMissing or MailFailureKind.Refused })
        {
            // 410 syncStateNotFound or resyncRequired: Graph has forgotten the place. Or it makes nothing of it, as where the mailbox was moved: the folder itself has just been found.
            ListedAnew = true;
            return await ListFromAsync(Whole(filter), filter, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<FetchedMessage> FetchAsync(IReadOnlyCollection<MessageKey> keys, long maxSize = long.MaxValue, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var fields = $"$select=id,isRead,isDraft,receivedDateTime,flag,internetMessageId,internetMessageHeaders&$expand=singleValueExtendedProperties($filter=id eq '{SizeProperty}')";
        foreach (var key in keys)
        {
            if (await client.JsonAsync(HttpMethod.Get, Message(key, "?" + fields), null, mayBeMissing: true, cancellationToken) is not { } known)
            {
                continue;
            }

            var size = known.Items("singleValueExtendedProperties").Select(property => long.TryParse(property.Text("value"), NumberStyles.None, CultureInfo.InvariantCulture, out var told) ? told : 0).FirstOrDefault();
            var (whole, refusal) = (size <= maxSize, default(MailFailure));
            Stream? opened = null;
            try
            {
                opened = whole ? await client.OpenAsync(Message(key, "/$value"), cancellationToken) : new MemoryStream(Header(known));
            }
            catch (MailFailureException exception) when (!exception.ConnectionLost && exception.Failure.Kind is MailFailureKind.Refused or MailFailureKind.MessageTooLarge)
            {
                // Of some items Exchange cannot make a message (ErrorMimeContentConversionFailed, ErrorItemCorrupt); the others are none the worse.
                refusal = MailFailures.MessageUnreadable(client.ServerName) with { ServerAnswer = exception.Failure.ServerAnswer };
                opened = new MemoryStream(Header(known));
            }

            await using var content = opened;
            if (content is not null)
            {
                yield return new FetchedMessage(key, size, known.Time("receivedDateTime"), Marks(known), whole && refusal is null, content, refusal);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask MarkSeenAsync(IReadOnlyCollection<MessageKey> keys, CancellationToken cancellationToken = default)
    {
        foreach (var key in keys)
        {
            await client.DoAsync(HttpMethod.Patch, Message(key), GraphClient.Json(new { isRead = true }), mayBeMissing: true, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask MoveAsync(IReadOnlyCollection<MessageKey> keys, string folder, bool createIfMissing, CancellationToken cancellationToken = default)
    {
        var target = await folders.FindAsync(folder, createIfMissing, cancellationToken);
        foreach (var key in keys)
        {
            await client.DoAsync(HttpMethod.Post, Message(key, "/move"), GraphClient.Json(new { destinationId = target }), mayBeMissing: true, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(IReadOnlyCollection<MessageKey> keys, CancellationToken cancellationToken = default)
    {
        foreach (var key in keys)
        {
            await client.DoAsync(HttpMethod.Delete, Message(key), null, mayBeMissing: true, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> WaitForChangeAsync(TimeSpan timeout, CancellationToken cancellationToken = default) => ValueTask.FromResult(false);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<MailFolder>> ListFoldersAsync(CancellationToken cancellationToken = default) => await folders.ListAsync(cancellationToken);

    /// <summary>Puts a message into a folder. Graph marks it as a draft and dates it now, whatever is said here.</summary>
    public async ValueTask<MessageKey?> AppendAsync(string folder, MessageContent content, MessageMarks marks, DateTimeOffset? receivedAt, CancellationToken cancellationToken = default)
    {
        var target = await folders.FindAsync(folder, createIfMissing: false, cancellationToken);
        var message = await GraphMime.ReadAsync(content, LargestMime, cancellationToken) ?? throw new MailFailureException(MailFailures.MessageTooLarge(client.ServerName), connectionLost: false);
        var made = await client.JsonAsync(HttpMethod.Post, client.Of($"mailFolders/{Uri.EscapeDataString(target)}/messages"), GraphMime.Content(message), mayBeMissing: false, cancellationToken);
        if (made?.Text("id") is not { Length: > 0 } id)
        {
            return null;
        }

        var key = new MessageKey(id);
        if (marks.HasFlag(MessageMarks.Seen))
        {
            await MarkSeenAsync([key], cancellationToken);
        }

        return key;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<MessageKey>> FindByMessageIdAsync(string messageId, CancellationToken cancellationToken = default)
    {
        var wanted = $"<{messageId.Trim().Trim('<', '>')}>".Replace("'", "''", StringComparison.Ordinal);
        var found = new List<MessageKey>();
        await foreach (var message in client.PagesAsync(InFolder($"?$filter={Uri.EscapeDataString($"internetMessageId eq '{wanted}'")}&$select=id"), null, cancellationToken))
        {
            if (message.Text("id") is { Length: > 0 } id)
            {
                found.Add(new MessageKey(id));
            }
        }

        return found;
    }

    /// <summary>Graph finds no message by a field: those since then are listed with their headers. Of what was sent from here it tells the fields of one's own (X-), of the others little.</summary>
    public async ValueTask<IReadOnlyList<MessageKey>> FindByFieldAsync(string name, string value, DateTimeOffset since, CancellationToken cancellationToken = default)
    {
        var filter = Uri.EscapeDataString($"receivedDateTime ge {since.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}");
        var found = new List<MessageKey>();
        await foreach (var message in client.PagesAsync(InFolder($"?$filter={filter}&$select=id,internetMessageHeaders&$top=100"), null, cancellationToken))
        {
            var isIt = message.Items("internetMessageHeaders").Any(field => name.Equals(field.Text("name"), StringComparison.OrdinalIgnoreCase) && field.Text("value")?.Trim() == value);
            if (isIt && message.Text("id") is { Length: > 0 } id)
            {
                found.Add(new MessageKey(id));
            }
        }

        return found;
    }

    /// <inheritdoc/>
    public ValueTask CloseAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>
    /// Has Graph tell an address of every message that comes into a folder. Graph tries the address before it answers. What is told means no more than «look now», and may be lost.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="notify">Where changes are told; https, reachable from the internet.</param>
    /// <param name="lifecycle">Where it is told that the subscription needs care.</param>
    /// <param name="clientState">A secret of at most 128 characters that each notification carries.</param>
    /// <param name="until">When it should end; at most 7 days away.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="MailFailureException">Graph does not want to.</exception>
    public async Task<GraphSubscription> SubscribeAsync(string folder, Uri notify, Uri lifecycle, string clientState, DateTimeOffset until, CancellationToken cancellationToken = default)
    {
        var id = await folders.FindAsync(folder, createIfMissing: false, cancellationToken);
        var made = (await client.JsonAsync(
            HttpMethod.Post,
            client.Root("subscriptions"),
            GraphClient.Json(new
            {
                changeType = "created",
                notificationUrl = notify.AbsoluteUri,
                lifecycleNotificationUrl = lifecycle.AbsoluteUri,
                resource = $"users/{client.User}/mailFolders('{id.Replace("'", "''", StringComparison.Ordinal)}')/messages",
                expirationDateTime = until.UtcDateTime,
                clientState,
            }),
            mayBeMissing: false,
            cancellationToken))!.Value;
        return new GraphSubscription(
            made.Text("id") ?? throw new MailFailureException(ConnectionFailures.Violation(client.ServerName, "a subscription without an id"), connectionLost: false), made.Time("expirationDateTime") ?? until);
    }

    /// <summary>Prolongs a subscription; null when there is none any more.</summary>
    public async Task<GraphSubscription?> RenewAsync(string subscription, DateTimeOffset until, CancellationToken cancellationToken = default) =>
        await client.JsonAsync(
            HttpMethod.Patch, client.Root($"subscriptions/{Uri.EscapeDataString(subscription)}"), GraphClient.Json(new { expirationDateTime = until.UtcDateTime }), mayBeMissing: true, cancellationToken) is { } renewed
            ? new GraphSubscription(subscription, renewed.Time("expirationDateTime") ?? until)
            : null;

    private async Task<List<MessageKey>> ListFromAsync(Uri first, MessageFilter filter, CancellationToken cancellationToken)
    {
        // An item may come several times; what was said of it last counts.
        var found = new Dictionary<string, (DateTimeOffset At, bool Wanted)>(StringComparer.Ordinal);
        var gone = new HashSet<string>(StringComparer.Ordinal);
        string? delta = null;
        await foreach (var message in client.PagesAsync(first, link => delta = link, cancellationToken))
        {
            if (message.Text("id") is { Length: > 0 } id)
            {
                // Of a change Graph may tell no more than the mark that changed.
                var known = found.GetValueOrDefault(id);
                var removed = message.TryGetProperty("@removed", out _);
                found[id] = (message.Time("receivedDateTime") ?? known.At, !removed && !(filter.Unread && message.Flag("isRead")));
                _ = removed ? gone.Add(id) : gone.Remove(id);
            }
        }

        Place = delta is not null && filter.Since is null ? new MessageKey($"{PlaceMark}{folder} {delta}") : null;
        Gone = [.. gone.Select(id => new MessageKey(id))];
        return [.. found.Where(pair => pair.Value.Wanted).OrderBy(pair => pair.Value.At).Select(pair => new MessageKey(pair.Key))];
    }

    // «delta:AAMk… https://…»: the link leads to the folder that had this name when it was given, and goes on telling of that one when another folder has the name.
    private Uri? LinkOf(MessageKey place)
    {
        if (!place.Value.StartsWith(PlaceMark, StringComparison.Ordinal))
        {
            return null;
        }

        var (of, link) = place.Value.IndexOf(' ', StringComparison.Ordinal) is > 0 and var space ? (place.Value[PlaceMark.Length..space], place.Value[(space + 1)..]) : (folder, place.Value[PlaceMark.Length..]);
        return of == folder ? client.OwnOrNull(link) : null;
    }

    private Uri Whole(MessageFilter filter) => InFolder(
        "/delta?$select=id,isRead,receivedDateTime"
        + (filter.Since is { } since ? $"&$filter={Uri.EscapeDataString($"receivedDateTime ge {since.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}T00:00:00Z")}" : ""));

    private Uri InFolder(string rest) => client.Of($"mailFolders/{Uri.EscapeDataString(folder ?? throw new InvalidOperationException("Open a folder first."))}/messages{rest}");

    private Uri Message(MessageKey key, string rest = "") => client.Of($"messages/{Uri.EscapeDataString(key.Value)}{rest}");

    private static MessageMarks Marks(JsonElement message) =>
        (message.Flag("isRead") ? MessageMarks.Seen : MessageMarks.None)
        | (message.Flag("isDraft") ? MessageMarks.Draft : MessageMarks.None)
        | (message.TryGetProperty("flag", out var flag) && flag.Text("flagStatus") is "flagged" ? MessageMarks.Flagged : MessageMarks.None);

    private static byte[] Header(JsonElement message)
    {
        var header = new StringBuilder();
        if (message.Text("internetMessageId") is { Length: > 0 } messageId && !message.Items("internetMessageHeaders").Any(field => "Message-ID".Equals(field.Text("name"), StringComparison.OrdinalIgnoreCase)))
        {
            // Of what was sent from here Graph tells few fields, yet always the id.
            header.Append("Message-ID: ").Append(messageId.ReplaceLineEndings(" ")).Append("\r\n");
        }

        foreach (var field in message.Items("internetMessageHeaders"))
        {
            header.Append(field.Text("name")).Append(": ").Append((field.Text("value") ?? "").ReplaceLineEndings(" ")).Append("\r\n");
        }

        return Encoding.UTF8.GetBytes(header.Append("\r\n").ToString());
    }
}
