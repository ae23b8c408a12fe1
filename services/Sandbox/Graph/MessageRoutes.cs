using System.Globalization;
using System.Text.Json.Nodes;
using HelpdeskMail.Mail.Mime;
using HelpdeskMail.Sandbox.Mailboxes;
using Npgsql;

namespace HelpdeskMail.Sandbox.Graph;

/// <summary><c>messages</c>: list, read, mark, move, copy, delete.</summary>
public sealed class MessageRoutes(NpgsqlDataSource database, FiledMessages filed, MessageStore messages, TimeProvider time)
{
    private static readonly string[] Filterable =
    [
        "isRead", "isDraft", "receivedDateTime", "createdDateTime", "lastModifiedDateTime", "sentDateTime", "internetMessageId", "conversationId", "subject", "bodyPreview", "importance", "hasAttachments", "parentFolderId",
        "inferenceClassification", "flag/flagStatus", "from/emailAddress/address", "from/emailAddress/name", "sender/emailAddress/address", "sender/emailAddress/name", "body/content", "isReadReceiptRequested",
    ];

    private static readonly string[] Written = ["subject", "body", "from", "toRecipients", "ccRecipients", "bccRecipients", "replyTo", "importance"];

    public async Task<IResult> ListAsync(GraphCall call)
    {
        var (query, found, error) = await FindAsync(call);
        if (error is not null)
        {
            return new GraphRefusal(error);
        }

        var page = new List<JsonObject>();
        foreach (var message in found.Skip(query.Skip).Take(query.PageSize))
        {
            page.Add(await WriteAsync(call, query, message));
        }

        return GraphPage.List(call, "messages", query, page, found.Count);
    }

    /// <summary><c>messages/$count</c>: the number alone, as text.</summary>
    public async Task<IResult> CountAsync(GraphCall call)
    {
        var (_, found, error) = await FindAsync(call);
        return error is null ? TypedResults.Text(found.Count.ToString(CultureInfo.InvariantCulture)) : new GraphRefusal(error);
    }

    public Task<IResult> GetAsync(GraphCall call) => OnMessageAsync(call, async message =>
    {
        var (query, error) = GraphQuery.Read(call);
        return error is not null ? new GraphRefusal(error) : GraphPage.One(call, "messages", await WriteAsync(call, query, message));
    });

    /// <summary>The MIME source.</summary>
    public Task<IResult> SourceAsync(GraphCall call) => OnMessageAsync(call, async message =>
        TypedResults.Bytes(await messages.RawAsync(message.ContentId, call.Cancellation), "text/plain"));

    /// <summary><c>isRead</c>, <c>flag/flagStatus</c> and <c>categories</c>, and all that is written of a draft; anything else of a message that was sent is left alone.</summary>
    public Task<IResult> ChangeAsync(GraphCall call) => OnMessageAsync(call, async message =>
    {
        if (await GraphBody.ReadJsonAsync(call.Context.Request) is not { } body)
        {
            return new GraphRefusal(GraphErrors.BodyMissing);
        }

        var categories = body.ContainsKey("categories") ? Categories(body["categories"]) : null;
        if (categories is null && body.ContainsKey("categories"))
        {
            return new GraphRefusal(GraphErrors.PropertyInvalid("categories"));
        }

        if (message.IsDraft && Written.Any(body.ContainsKey))
        {
            var (raw, error) = await DraftJson.ChangedAsync(await messages.RawAsync(message.ContentId, call.Cancellation), body, time.GetUtcNow(), call.Cancellation);
            if (error is not null)
            {
                return new GraphRefusal(error);
            }

            await messages.ReplaceAsync(message.FolderId, message.Uid, raw!, call.Cancellation);
        }

        if (categories is not null)
        {
            await messages.SetCategoriesAsync(message.FolderId, message.Uid, categories, call.Cancellation);
        }

        (string Flag, bool? Set)[] asked =
        [
            (@"\Seen", GraphBody.Truth(body, "isRead")),
            (@"\Flagged", body["flag"] is JsonObject flag && GraphBody.Text(flag, "flagStatus") is { } status ? status == "flagged" : null),
        ];
        await messages.ChangeFlagsAsync(
            message.FolderId, message.Uid, asked.Where(one => one.Set is true).Select(one => one.Flag), asked.Where(one => one.Set is false).Select(one => one.Flag), call.Cancellation);
        return await AnswerAsync(call, message.ItemId, StatusCodes.Status200OK);
    });

    public Task<IResult> MoveAsync(GraphCall call) => ToFolderAsync(call, copy: false);

    public Task<IResult> CopyAsync(GraphCall call) => ToFolderAsync(call, copy: true);

    /// <summary>To Deleted Items; out of these, and a draft, for good.</summary>
    public Task<IResult> DeleteAsync(GraphCall call) => OnMessageAsync(call, async message =>
    {
        var tree = await MailFolderTree.LoadAsync(database, call.MailboxId, call.Cancellation);
        var bin = tree.Find("deleteditems");
        if (bin is null || bin.Id == message.FolderId || message.IsDraft)
        {
            await messages.RemoveAsync(message.FolderId, [message.Uid], call.Cancellation);
        }
        else
        {
            await messages.MoveAsync([Plain(message)], bin.Id, call.Cancellation);
        }

        return TypedResults.NoContent();
    });

    /// <summary>Does something with the message of the path, if the mailbox has it.</summary>
    public async Task<IResult> OnMessageAsync(GraphCall call, Func<FiledMessage, Task<IResult>> handler)
    {
        var id = call.Segment("message");
        return await filed.FindAsync(call.MailboxId, id, call.Cancellation) is { } message ? await handler(message)
            : new GraphRefusal(ItemId.ReadMessage(id) is null ? GraphErrors.IdMalformed : GraphErrors.ItemMissing);
    }

    /// <summary>The message as an answer.</summary>
    public async Task<IResult> AnswerAsync(GraphCall call, Guid itemId, int status)
    {
        var (query, _) = GraphQuery.Read(call);
        var message = await filed.FindAsync(call.MailboxId, itemId, call.Cancellation);
        return message is null ? new GraphRefusal(GraphErrors.ItemMissing) : GraphPage.One(call, "messages", await WriteAsync(call, query, message), status);
    }

    /// <summary>Categories as they were sent, each once; null when they are no list of names.</summary>
    private static List<string>? Categories(JsonNode? node) =>
        node is JsonArray list && list.All(one => one is JsonValue value && value.TryGetValue<string>(out var name) && name.Length is > 0 and <= 255)
            ? [.. list.Select(one => (string)one!).Distinct(StringComparer.OrdinalIgnoreCase)]
            : null;

    /// <summary>Times are compared as they are kept, which is finer than they are written.</summary>
    private static object? Value(FiledMessage message, JsonObject properties, string name) =>
        name.ToLowerInvariant() is "receiveddatetime" or "createddatetime" or "lastmodifieddatetime" ? message.ReceivedAt : MessageJson.Value(properties, name);

    /// <summary>Text without regard to case, as Exchange orders it.</summary>
    private static readonly Comparer<object?> ValueOrder = Comparer<object?>.Create((left, right) =>
        left is string one && right is string other ? string.Compare(one, other, StringComparison.OrdinalIgnoreCase) : System.Collections.Comparer.DefaultInvariant.Compare(left, right));

    private static FolderMessage Plain(FiledMessage message) => new()
    {
        FolderId = message.FolderId,
        Uid = message.Uid,
        ContentId = message.ContentId,
        Size = message.Size,
        Flags = message.Flags,
        ReceivedAt = message.ReceivedAt,
    };

    private Task<IResult> ToFolderAsync(GraphCall call, bool copy) => OnMessageAsync(call, async message =>
    {
        var target = await GraphBody.ReadJsonAsync(call.Context.Request) is { } body ? GraphBody.Text(body, "destinationId") : null;
        if (target is null)
        {
            return new GraphRefusal(GraphErrors.PropertyInvalid("destinationId"));
        }

        if ((await MailFolderTree.LoadAsync(database, call.MailboxId, call.Cancellation)).Find(target) is not { Id: > 0 } folder)
        {
            return new GraphRefusal(GraphErrors.ItemMissing);
        }

        var uids = copy ? await messages.CopyAsync([Plain(message)], folder.Id, call.Cancellation) : await messages.MoveAsync([Plain(message)], folder.Id, call.Cancellation);
        var now = uids is null ? null : await filed.FindAsync(folder.Id, uids[0], call.Cancellation);
        return now is null ? new GraphRefusal(GraphErrors.ItemMissing) : await AnswerAsync(call, now.ItemId, StatusCodes.Status201Created);
    });

    private async Task<(GraphQuery Query, IReadOnlyList<FiledMessage> Found, GraphError? Error)> FindAsync(GraphCall call)
    {
        var (query, error) = GraphQuery.Read(call);
        if (error is not null)
        {
            return (query, [], error);
        }

        if (query.Filter.Properties.Any(property => !Filterable.Contains(property, StringComparer.OrdinalIgnoreCase)))
        {
            return (query, [], GraphErrors.FilterInvalid);
        }

        var unknown = query.OrderBy.Select(one => one.Property).Concat(query.Select ?? Enumerable.Empty<string>())
            .FirstOrDefault(property => !MessageJson.IsProperty(property.Split('/')[0]));
        if (unknown is not null)
        {
            return (query, [], GraphErrors.NoSuchProperty(unknown));
        }

        var folder = call.Segment("folder") is { Length: > 0 } id ? (await MailFolderTree.LoadAsync(database, call.MailboxId, call.Cancellation)).Find(id) : null;
        if (call.Segment("folder").Length > 0 && folder is null)
        {
            return (query, [], GraphErrors.ItemMissing);
        }

        return (query, await FilterAsync(call, await filed.ListAsync(call.MailboxId, folder?.Id, call.Cancellation), query), null);
    }

    /// <summary>Those that fit, in the order asked for.</summary>
    private async Task<IReadOnlyList<FiledMessage>> FilterAsync(GraphCall call, IReadOnlyList<FiledMessage> all, GraphQuery query)
    {
        var named = query.Filter.Properties.Concat(query.OrderBy.Select(one => one.Property)).ToList();
        if (named.Count == 0 && query.Search is null)
        {
            return all;
        }

        var select = named.Select(property => property.Split('/')[0]).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var needsSource = query.Search is not null || MessageJson.NeedsSource(select, "");
        var found = new List<(FiledMessage Message, JsonObject Properties)>();
        foreach (var message in all)
        {
            var raw = needsSource ? await messages.FindRawAsync(message.ContentId, call.Cancellation) : null;
            if (needsSource && raw is null)
            {
                continue;
            }

            var properties = MessageJson.Write(message, raw, call.ImmutableIds, select, "");
            if (query.Filter.Fits(name => Value(message, properties, name)) && (query.Search is null || query.Search.Fits(message, MimeMessage.Parse(raw!))))
            {
                found.Add((message, properties));
            }
        }

        return [.. query.OrderBy.Reverse().Aggregate(found.AsEnumerable(), Ordered).Select(one => one.Message)];
    }

    private static IEnumerable<(FiledMessage Message, JsonObject Properties)> Ordered(IEnumerable<(FiledMessage Message, JsonObject Properties)> messages, (string Property, bool Descending) by)
    {
        object? Key((FiledMessage Message, JsonObject Properties) one) => Value(one.Message, one.Properties, by.Property);
        return by.Descending ? messages.OrderByDescending(Key, ValueOrder) : messages.OrderBy(Key, ValueOrder);
    }

    private async Task<JsonObject> WriteAsync(GraphCall call, GraphQuery query, FiledMessage message)
    {
        var raw = MessageJson.NeedsSource(query.Select, query.Expand) ? await messages.RawAsync(message.ContentId, call.Cancellation) : null;
        return MessageJson.Write(message, raw, call.ImmutableIds, query.Select, query.Expand, call.BodyType);
    }
}
