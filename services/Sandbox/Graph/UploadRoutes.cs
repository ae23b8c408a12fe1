using System.Text.Json.Nodes;
using Dapper;
using HelpdeskMail.Mail.Mime;
using HelpdeskMail.Sandbox.SignIn.Tokens;
using Npgsql;

namespace HelpdeskMail.Sandbox.Graph;

/// <summary>
/// Files over 3 MB, in pieces: <c>attachments/createUploadSession</c> gives an address that carries its own permission, and a PUT there adds the next piece (at most 4 MiB, in order, <c>Content-Range</c>, no token). The last piece
/// puts the file into the draft and answers 201.
/// </summary>
public sealed class UploadRoutes(NpgsqlDataSource database, FiledMessages filed, MessageRoutes routes, DraftRoutes drafts, TimeProvider time)
{
    private const long SmallestFile = 3_000_000;
    private const long LargestFile = 150_000_000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(6);

    public Task<IResult> BeginAsync(GraphCall call) => routes.OnMessageAsync(call, async message =>
    {
        if (await GraphBody.ReadJsonAsync(call.Context.Request) is not { } body || body["AttachmentItem"] is not JsonObject item
            || GraphBody.Text(item, "name") is not { Length: > 0 } name || GraphBody.Number(item, "size") is not { } size)
        {
            return new GraphRefusal(GraphErrors.PropertyInvalid("AttachmentItem"));
        }

        if (!message.IsDraft)
        {
            return new GraphRefusal(GraphErrors.NoDraft);
        }

        if (size is < SmallestFile or > LargestFile)
        {
            return new GraphRefusal(size < SmallestFile ? GraphErrors.AttachmentTooSmall : GraphErrors.AttachmentTooLarge);
        }

        var (id, token, expires) = (Guid.NewGuid(), OpaqueToken.New("eyJ"), time.GetUtcNow() + Lifetime);
        await using var connection = await database.OpenConnectionAsync(call.Cancellation);
        await connection.ExecuteAsync(
            """
            insert into upload (id, token_hash, mailbox_id, item_id, name, content_type, content_id, is_inline, size, expires_at)
            values (@Id, @Hash, @MailboxId, @ItemId, @Name, @ContentType, @ContentId, @IsInline, @Size, @ExpiresAt)
            """,
            new
            {
                Id = id,
                Hash = OpaqueToken.Hash(token),
                call.MailboxId,
                message.ItemId,
                Name = name,
                ContentType = GraphBody.Text(item, "contentType") ?? "application/octet-stream",
                ContentId = GraphBody.Text(item, "contentId")?.Trim('<', '>'),
                IsInline = GraphBody.Truth(item, "isInline") ?? false,
                Size = size,
                ExpiresAt = expires,
            });
        var request = call.Context.Request;
        var answer = Progress(0, expires);
        answer.Insert(0, "uploadUrl", $"{request.Scheme}://{request.Host}/api/gv1.0/attachmentSessions/{id}?authtoken={token}");
        answer.Insert(0, "@odata.context", $"{call.Service}/$metadata#microsoft.graph.uploadSession");
        return TypedResults.Json(answer, statusCode: StatusCodes.Status201Created);
    });

    /// <summary>The next piece.</summary>
    public async Task<IResult> PutAsync(Guid session, HttpContext context)
    {
        var cancellation = context.RequestAborted;
        if (context.Request.Headers.Authorization.Count > 0)
        {
            // The address is the permission: the real service refuses a token here.
            return new GraphRefusal(new GraphError(401, "InvalidAuthenticationToken", "An upload session takes no Authorization header."));
        }

        if (await FindAsync(session, context) is not { } upload)
        {
            return new GraphRefusal(GraphErrors.ItemMissing);
        }

        var range = context.Request.GetTypedHeaders().ContentRange;
        if (range is not { HasRange: true, HasLength: true } || range.Length != upload.Size || range.From != upload.Received || range.To is not { } end || end >= upload.Size)
        {
            return new GraphRefusal(GraphErrors.RangeInvalid);
        }

        if (await GraphBody.ReadAsync(context.Request) is not { } bytes)
        {
            return new GraphRefusal(GraphErrors.TooLarge);
        }

        if (bytes.Length != end - upload.Received + 1 || !await KeepAsync(upload, bytes, cancellation))
        {
            return new GraphRefusal(GraphErrors.RangeInvalid);
        }

        return end + 1 < upload.Size ? TypedResults.Json(Progress(end + 1, upload.ExpiresAt)) : await CompleteAsync(upload, context);
    }

    /// <summary>Gives the session up.</summary>
    public async Task<IResult> DeleteAsync(Guid session, HttpContext context)
    {
        if (await FindAsync(session, context) is not { } upload)
        {
            return new GraphRefusal(GraphErrors.ItemMissing);
        }

        await ForgetAsync(upload, context.RequestAborted);
        return TypedResults.NoContent();
    }

    private static JsonObject Progress(long next, DateTimeOffset expires) => new()
    {
        ["expirationDateTime"] = MessageJson.Time(expires),
        ["nextExpectedRanges"] = new JsonArray($"{next}-"),
    };

    private async Task<Upload?> FindAsync(Guid session, HttpContext context)
    {
        await using var connection = await database.OpenConnectionAsync(context.RequestAborted);
        return await connection.QuerySingleOrDefaultAsync<Upload>(
            "select * from upload where id = @Id and token_hash = @Hash and expires_at > @Now",
            new { Id = session, Hash = OpaqueToken.Hash(context.Request.Query["authtoken"].ToString()), Now = time.GetUtcNow() });
    }

    private async Task<bool> KeepAsync(Upload upload, byte[] bytes, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteAsync(
            """
            with next as (update upload set received = received + @Length where id = @Id and received = @Received returning id)
            insert into upload_piece (upload_id, starts_at, bytes) select id, @Received, @Bytes from next
            """,
            new { upload.Id, upload.Received, bytes.Length, Bytes = bytes }) == 1;
    }

    private async Task<IResult> CompleteAsync(Upload upload, HttpContext context)
    {
        await using var connection = await database.OpenConnectionAsync(context.RequestAborted);
        var pieces = await connection.QueryAsync<byte[]>("select bytes from upload_piece where upload_id = @Id order by starts_at", new { upload.Id });
        var file = OutgoingFile.FromBytes(upload.Name, upload.ContentType, pieces.SelectMany(piece => piece).ToArray()) with { ContentId = upload.IsInline ? upload.ContentId : null };
        var error = await filed.FindAsync(upload.MailboxId, upload.ItemId, context.RequestAborted) is { } draft ? await drafts.AddFileAsync(draft, file, context.RequestAborted) : GraphErrors.ItemMissing;
        var now = error is null ? await filed.FindAsync(upload.MailboxId, upload.ItemId, context.RequestAborted) : null;
        var id = now is null ? null : (await drafts.FilesAsync(now, context.RequestAborted))[^1].Id;
        await ForgetAsync(upload, context.RequestAborted);
        if (error is not null)
        {
            return new GraphRefusal(error);
        }

        context.Response.Headers.Location = $"{context.Request.Scheme}://{context.Request.Host}/v1.0/attachments('{id}')";
        return TypedResults.StatusCode(StatusCodes.Status201Created);
    }

    private async Task ForgetAsync(Upload upload, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync("delete from upload where id = @Id or expires_at <= @Now", new { upload.Id, Now = time.GetUtcNow() });
    }

    private sealed record Upload
    {
        public required Guid Id { get; init; }

        public required long MailboxId { get; init; }

        public required Guid ItemId { get; init; }

        public required string Name { get; init; }

        public required string ContentType { get; init; }

        public string? ContentId { get; init; }

        public required bool IsInline { get; init; }

        public required long Size { get; init; }

        public required long Received { get; init; }

        public required DateTimeOffset ExpiresAt { get; init; }
    }
}
