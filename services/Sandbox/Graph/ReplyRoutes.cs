using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using HelpdeskMail.Mail.Mime;
using HelpdeskMail.Mail.Text;
using HelpdeskMail.Sandbox.Mailboxes;

namespace HelpdeskMail.Sandbox.Graph;

/// <summary>
/// Answers to a message, and passing it on: <c>createReply</c>, <c>createReplyAll</c> and <c>createForward</c> make a draft, <c>reply</c>, <c>replyAll</c> and <c>forward</c> send at once. The draft has the conversation's fields,
/// Exchange's subject prefixes and the quoted message below what is said; <c>comment</c> is put above the quotation, a body of one's own takes the place of all.
/// </summary>
public sealed class ReplyRoutes(MessageRoutes routes, DraftRoutes drafts, MessageStore messages, TimeProvider time)
{
    public Task<IResult> CreateReplyAsync(GraphCall call) => CreateAsync(call, AnswerKind.Reply);

    public Task<IResult> CreateReplyAllAsync(GraphCall call) => CreateAsync(call, AnswerKind.ReplyAll);

    public Task<IResult> CreateForwardAsync(GraphCall call) => CreateAsync(call, AnswerKind.Forward);

    public Task<IResult> ReplyAsync(GraphCall call) => SendAsync(call, AnswerKind.Reply);

    public Task<IResult> ReplyAllAsync(GraphCall call) => SendAsync(call, AnswerKind.ReplyAll);

    public Task<IResult> ForwardAsync(GraphCall call) => SendAsync(call, AnswerKind.Forward);

    private enum AnswerKind
    {
        Reply,
        ReplyAll,
        Forward,
    }

    private Task<IResult> CreateAsync(GraphCall call, AnswerKind kind) => routes.OnMessageAsync(call, async message =>
    {
        var (raw, error) = await WriteAsync(call, kind, message);
        return error is null ? await drafts.KeepAsync(call, "drafts", raw!) : new GraphRefusal(error);
    });

    private Task<IResult> SendAsync(GraphCall call, AnswerKind kind) => routes.OnMessageAsync(call, async message =>
    {
        var (raw, error) = await WriteAsync(call, kind, message);
        error ??= await drafts.SendAsync(call, raw!, keep: true);
        return error is null ? TypedResults.StatusCode(StatusCodes.Status202Accepted) : new GraphRefusal(error);
    });

    private async Task<(byte[]? Raw, GraphError? Error)> WriteAsync(GraphCall call, AnswerKind kind, FiledMessage answered)
    {
        var request = call.Context.Request;
        if (await GraphBody.ReadAsync(request) is not { } bytes)
        {
            return (null, GraphErrors.TooLarge);
        }

        if (GraphBody.IsMime(request) && bytes.Length > 0)
        {
            return GraphBody.DecodeMime(bytes) is { } mime ? (HeaderEdit.CanonicalLineEnds(mime), null) : (null, GraphErrors.MimeInvalid);
        }

        var body = bytes.Length == 0 ? [] : GraphBody.Parse(bytes);
        if (body is null)
        {
            return (null, GraphErrors.BodyMissing);
        }

        var (given, comment) = (body["message"] as JsonObject ?? [], GraphBody.Text(body, "comment"));
        if ((comment is { Length: > 0 } && given["body"] is not null) || (body["toRecipients"] is not null && given["toRecipients"] is not null))
        {
            return (null, GraphErrors.GivenTwice);
        }

        var original = MimeMessage.Parse(await messages.RawAsync(answered.ContentId, call.Cancellation));
        var draft = Begin(kind, original, answered, call.Owner.Address, comment ?? "");
        foreach (var (name, value) in body["toRecipients"] is { } to ? given.Append(KeyValuePair.Create("toRecipients", (JsonNode?)to)) : given)
        {
            draft[char.ToLowerInvariant(name[0]) + name[1..]] = value?.DeepClone();
        }

        return await DraftJson.WriteAsync(draft, call.Owner, time.GetUtcNow(), call.Cancellation);
    }

    /// <summary>The draft before what the request gives of its own is put over it.</summary>
    private static JsonObject Begin(AnswerKind kind, MimeMessage original, FiledMessage answered, string owner, string comment)
    {
        var author = original.ReplyTo.Count > 0 ? original.ReplyTo : original.From;
        bool IsOther(Mailbox one) => !one.Address.Equals(owner, StringComparison.OrdinalIgnoreCase) && !author.Any(known => known.Address.Equals(one.Address, StringComparison.OrdinalIgnoreCase));
        var (all, prefix, subject) = (kind == AnswerKind.ReplyAll, kind == AnswerKind.Forward ? "FW: " : "RE: ", original.Subject ?? "");
        var files = AttachmentJson.All(answered, original).Where(file => kind == AnswerKind.Forward || file.File.IsInline);
        var draft = new JsonObject
        {
            ["subject"] = subject.StartsWith(prefix.Trim(), StringComparison.OrdinalIgnoreCase) ? subject : prefix + subject,
            ["toRecipients"] = MessageJson.People(kind == AnswerKind.Forward ? [] : [.. author, .. all ? original.To.Where(IsOther) : []]),
            ["ccRecipients"] = MessageJson.People(all ? original.Cc.Where(IsOther) : []),
            ["body"] = new JsonObject { ["contentType"] = "html", ["content"] = Quote(original, comment) },
            ["attachments"] = new JsonArray([.. files.Select(file => file.Element)]),
        };
        if (original.MessageId is { } id)
        {
            draft["singleValueExtendedProperties"] = new JsonArray(
                new JsonObject { ["id"] = "String 0x1042", ["value"] = $"<{id}>" },
                new JsonObject { ["id"] = "String 0x1039", ["value"] = string.Join(' ', original.References.Append(id).Select(one => $"<{one}>")) });
        }

        return draft;
    }

    private static string Quote(MimeMessage original, string comment)
    {
        var body = ReadableBody.From(original);
        var sent = original.Date is { } date ? date.UtcDateTime.ToString("dddd, MMMM d, yyyy h:mm:ss tt", CultureInfo.InvariantCulture) : "";
        (string Name, string Value)[] lines = [("From", People(original.From)), ("Sent", sent), ("To", People(original.To)), ("Cc", People(original.Cc)), ("Subject", original.Subject ?? "")];
        var head = string.Join("<br>\r\n", lines.Where(line => line.Value.Length > 0).Select(line => $"<b>{line.Name}:</b> {WebUtility.HtmlEncode(line.Value)}"));
        var quoted = body.Html ?? $"<pre>{WebUtility.HtmlEncode(body.Text)}</pre>";
        return $"<html><head></head><body>{WebUtility.HtmlEncode(comment).ReplaceLineEndings("<br>\r\n")}<hr tabindex=\"-1\" style=\"display:inline-block; width:98%\"><div id=\"divRplyFwdMsg\" dir=\"ltr\">{head}<div>&nbsp;</div></div>{quoted}</body></html>";
    }

    private static string People(AddressList people) => string.Join("; ", people.Select(one => one.DisplayName.Length > 0 ? $"{one.DisplayName} <{one.Address}>" : one.Address));
}
