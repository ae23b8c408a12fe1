using System.Text.Json.Nodes;
using HelpdeskMail.Mail.Mime;
using HelpdeskMail.Mail.Text;
using HelpdeskMail.Sandbox.Mailboxes;
using Npgsql;

namespace HelpdeskMail.Sandbox.Graph;

/// <summary>New messages: made of JSON or MIME, with files, sent at once or later.</summary>
public sealed class DraftRoutes(NpgsqlDataSource database, FiledMessages filed, MessageStore messages, MessageRoutes routes, GraphSending sending, TimeProvider time)
{
    /// <summary>A draft, in Drafts unless a folder is named.</summary>
    public async Task<IResult> CreateAsync(GraphCall call)
    {
        var (raw, error) = await ReadAsync(call, body => body);
        if (error is not null)
        {
            return new GraphRefusal(error);
        }

        return await KeepAsync(call, call.Segment("folder") is { Length: > 0 } named ? named : "drafts", raw!.Raw);
    }

    /// <summary>Files a message as a draft.</summary>
    public async Task<IResult> KeepAsync(GraphCall call, string folderName, byte[] raw)
    {
        var tree = await MailFolderTree.LoadAsync(database, call.MailboxId, call.Cancellation);
        if (tree.Find(folderName) is not { Id: > 0 } folder)
        {
            return new GraphRefusal(GraphErrors.ItemMissing);
        }

        var uid = await messages.AddAsync(folder.Id, raw, [@"\Seen", @"\Draft"], receivedAt: null, call.Cancellation);
        var made = await filed.FindAsync(folder.Id, uid, call.Cancellation);
        return await routes.AnswerAsync(call, made!.ItemId, StatusCodes.Status201Created);
    }

    /// <summary><c>sendMail</c>: a message as MIME or JSON, gone at once; 202 says that it was taken.</summary>
    public async Task<IResult> SendMailAsync(GraphCall call)
    {
        var (raw, error) = await ReadAsync(call, body => body["message"] as JsonObject);
        error ??= await sending.SendAsync(call, raw!.Raw, raw.SaveToSentItems);
        return error is null ? TypedResults.StatusCode(StatusCodes.Status202Accepted) : new GraphRefusal(error);
    }

    /// <summary>Sends a message that lies nowhere yet.</summary>
    public Task<GraphError?> SendAsync(GraphCall call, byte[] raw, bool keep) => sending.SendAsync(call, raw, keep);

    /// <summary>Sends a draft; it becomes the copy in Sent Items, with the same immutable id.</summary>
    public Task<IResult> SendAsync(GraphCall call) => routes.OnMessageAsync(call, async message =>
    {
        if (!message.IsDraft)
        {
            return new GraphRefusal(GraphErrors.NoDraft);
        }

        var error = await sending.SendDraftAsync(call, message);
        return error is null ? TypedResults.StatusCode(StatusCodes.Status202Accepted) : new GraphRefusal(error);
    });

    public Task<IResult> AttachmentsAsync(GraphCall call) => routes.OnMessageAsync(call, async message =>
    {
        var (query, error) = GraphQuery.Read(call);
        if (error is not null)
        {
            return new GraphRefusal(error);
        }

        var files = await FilesAsync(message, call.Cancellation);
        return GraphPage.List(call, "attachments", query, files.Skip(query.Skip).Take(query.PageSize).Select(file => GraphPage.Select(file.Element, query.Select)), files.Count);
    });

    public Task<IResult> AttachmentAsync(GraphCall call) => OnAttachmentAsync(call, (_, _, file) =>
    {
        var (query, error) = GraphQuery.Read(call);
        return Task.FromResult<IResult>(error is not null ? new GraphRefusal(error) : GraphPage.One(call, "attachments", GraphPage.Select(file.Element, query.Select)));
    });

    /// <summary>The file's own bytes.</summary>
    public Task<IResult> AttachmentContentAsync(GraphCall call) =>
        OnAttachmentAsync(call, (_, _, file) => Task.FromResult<IResult>(TypedResults.Bytes(file.File.Bytes(), file.File.MediaType)));

    /// <summary>Takes a file out of a draft.</summary>
    public Task<IResult> DetachAsync(GraphCall call) => OnAttachmentAsync(call, async (message, index, _) =>
    {
        if (!message.IsDraft)
        {
            return new GraphRefusal(GraphErrors.NoDraft);
        }

        var (raw, error) = await DraftJson.WithoutFileAsync(await messages.RawAsync(message.ContentId, call.Cancellation), index, time.GetUtcNow(), call.Cancellation);
        if (error is not null)
        {
            return new GraphRefusal(error);
        }

        await messages.ReplaceAsync(message.FolderId, message.Uid, raw!, call.Cancellation);
        return TypedResults.NoContent();
    });

    public Task<IResult> AttachAsync(GraphCall call) => routes.OnMessageAsync(call, async message =>
    {
        if (await GraphBody.ReadJsonAsync(call.Context.Request) is not { } body || DraftJson.File(body) is not { } file)
        {
            return new GraphRefusal(GraphErrors.PropertyInvalid("contentBytes"));
        }

        var error = await AddFileAsync(message, file, call.Cancellation);
        if (error is not null)
        {
            return new GraphRefusal(error);
        }

        var now = await filed.FindAsync(call.MailboxId, message.ItemId, call.Cancellation);
        return GraphPage.One(call, "attachments", (await FilesAsync(now!, call.Cancellation))[^1].Element, StatusCodes.Status201Created);
    });

    /// <summary>Puts a file into a draft.</summary>
    public async Task<GraphError?> AddFileAsync(FiledMessage message, OutgoingFile file, CancellationToken cancellation)
    {
        if (!message.IsDraft)
        {
            return GraphErrors.NoDraft;
        }

        var (raw, error) = await DraftJson.WithFileAsync(await messages.RawAsync(message.ContentId, cancellation), file, time.GetUtcNow(), cancellation);
        if (error is null && raw!.Length > GraphSending.LargestMessage)
        {
            return GraphErrors.MessageTooLarge;
        }

        if (error is null)
        {
            await messages.ReplaceAsync(message.FolderId, message.Uid, raw!, cancellation);
        }

        return error;
    }

    /// <summary>A message's files.</summary>
    public async Task<IReadOnlyList<(MailFile File, string Id, JsonObject Element)>> FilesAsync(FiledMessage message, CancellationToken cancellation) =>
        AttachmentJson.All(message, MimeMessage.Parse(await messages.RawAsync(message.ContentId, cancellation)));

    private Task<IResult> OnAttachmentAsync(GraphCall call, Func<FiledMessage, int, (MailFile File, string Id, JsonObject Element), Task<IResult>> handler) => routes.OnMessageAsync(call, async message =>
    {
        var files = (await FilesAsync(message, call.Cancellation)).ToList();
        var index = files.FindIndex(file => file.Id == call.Segment("attachment"));
        return index < 0 ? new GraphRefusal(GraphErrors.ItemMissing) : await handler(message, index, files[index]);
    });

    private async Task<(Given? Message, GraphError? Error)> ReadAsync(GraphCall call, Func<JsonObject, JsonObject?> part)
    {
        var request = call.Context.Request;
        if (await GraphBody.ReadAsync(request) is not { } bytes)
        {
            return (null, GraphErrors.TooLarge);
        }

        if (GraphBody.IsMime(request))
        {
            return GraphBody.DecodeMime(bytes) is { } mime ? (new Given(HeaderEdit.CanonicalLineEnds(mime), SaveToSentItems: true), null) : (null, GraphErrors.MimeInvalid);
        }

        if (GraphBody.Parse(bytes) is not { } body || part(body) is not { } message)
        {
            return (null, GraphErrors.BodyMissing);
        }

        var (raw, error) = await DraftJson.WriteAsync(message, call.Owner, time.GetUtcNow(), call.Cancellation);
        return error is not null ? (null, error) : (new Given(raw!, GraphBody.Truth(body, "saveToSentItems") ?? true), null);
    }

    private sealed record Given(byte[] Raw, bool SaveToSentItems);
}
