using System.Text.Json.Nodes;
using HelpdeskMail.Mail.Mime;
using HelpdeskMail.Sandbox.Mailboxes;
using Npgsql;

namespace HelpdeskMail.Sandbox.Graph;

/// <summary><c>messages</c>: list, read, mark, move, copy, delete.</summary>
public sealed class MessageRoutes(NpgsqlDataSource database, FiledMessages filed, MessageStore messages)
{
    private static readonly string[] Filterable = ["isRead", "isDraft", "receivedDateTime", "createdDateTime", "internetMessageId", "subject", "from/emailAddress/address", "hasAttachments"];

    public async Task<IResult> ListAsync(GraphCall call)
    {
        var (query, error) = GraphQuery.Read(call);
        if (error is not null)
        {
            return new GraphRefusal(error);
        }

        if (query.Filter.Properties.Any(property => !Filterable.Contains(property, StringComparer.OrdinalIgnoreCase)))
        {
            return new GraphRefusal(GraphErrors.FilterInvalid);
        }

        var folder = call.Segment("folder") is { Length: > 0 } id ? (await MailFolderTree.LoadAsync(database, call.MailboxId, call.Cancellation)).Find(id) : null;
        if (call.Segment("folder").Length > 0 && folder is null)
        {
            return new GraphRefusal(GraphErrors.ItemMissing);
        }

        var found = await FilterAsync(await filed.ListAsync(call.MailboxId, folder?.Id, call.Cancellation), query, call.Cancellation);
        if (query.OrderBy is "receivedDateTime" && !query.Descending)
        {
            found.Reverse();
        }

        var page = new List<JsonObject>();
        foreach (var message in found.Skip(query.Skip).Take(query.PageSize))
        {
            page.Add(await WriteAsync(call, query, message));
        }

        return GraphPage.List(call, "messages", query, page, found.Count);
    }

    public Task<IResult> GetAsync(GraphCall call) => OnMessageAsync(call, async message =>
    {
        var (query, error) = GraphQuery.Read(call);
        return error is not null ? new GraphRefusal(error) : GraphPage.One(call, "messages", await WriteAsync(call, query, message));
    });

    /// <summary>The MIME source.</summary>
    public Task<IResult> SourceAsync(GraphCall call) => OnMessageAsync(call, async message =>
        TypedResults.Bytes(await messages.RawAsync(message.ContentId, call.Cancellation), "text/plain"));

    /// <summary><c>isRead</c> and <c>flag/flagStatus</c>; anything else of a message that was sent is left alone.</summary>
    public Task<IResult> ChangeAsync(GraphCall call) => OnMessageAsync(call, async message =>
    {
        if (await GraphBody.ReadJsonAsync(call.Context.Request) is not { } body)
        {
            return new GraphRefusal(GraphErrors.BodyMissing);
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

    private async Task<List<FiledMessage>> FilterAsync(IReadOnlyList<FiledMessage> all, GraphQuery query, CancellationToken cancellation)
    {
        if (query.Filter.IsEmpty)
        {
            return [.. all];
        }

        var looksInside = query.Filter.Properties.Any(property => property is not ("isRead" or "isDraft" or "receivedDateTime" or "createdDateTime" or "internetMessageId"));
        var found = new List<FiledMessage>();
        foreach (var message in all)
        {
            var raw = looksInside ? await messages.FindRawAsync(message.ContentId, cancellation) : null;
            if (looksInside && raw is null)
            {
                continue;
            }

            var content = raw is null ? null : MimeMessage.Parse(raw);
            if (query.Filter.Fits(name => name.ToLowerInvariant() switch
            {
                "isread" => message.IsRead,
                "isdraft" => message.IsDraft,
                "receiveddatetime" or "createddatetime" => message.ReceivedAt,
                "internetmessageid" => message.MessageId is { } id ? $"<{id}>" : null,
                "subject" => content!.Subject,
                "hasattachments" => content is not null && HelpdeskMail.Mail.Text.ReadableBody.From(content).Attachments.Any(),
                _ => content!.From is [var from, ..] ? from.Address : null,
            }))
            {
                found.Add(message);
            }
        }

        return found;
    }

    private async Task<JsonObject> WriteAsync(GraphCall call, GraphQuery query, FiledMessage message)
    {
        var raw = MessageJson.NeedsSource(query.Select, query.Expand) ? await messages.RawAsync(message.ContentId, call.Cancellation) : null;
        return MessageJson.Write(message, raw, call.ImmutableIds, query.Select, query.Expand);
    }
}
