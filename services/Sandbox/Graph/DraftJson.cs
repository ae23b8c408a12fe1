using System.Text;
using System.Text.Json.Nodes;
using HelpdeskMail.Mail.Mime;
using HelpdeskMail.Mail.Text;
using HelpdeskMail.Sandbox.Mailboxes;
using HelpdeskMail.Sandbox.SignIn.Directory;

namespace HelpdeskMail.Sandbox.Graph;

/// <summary>Makes MIME of what Graph takes as JSON, and changes such a message.</summary>
internal static class DraftJson
{
    private const int MostOwnFields = 5;
    private const string ImportanceField = "Importance";

    /// <summary>The message of a JSON body; or what is wrong with it.</summary>
    public static async Task<(byte[]? Raw, GraphError? Error)> WriteAsync(JsonObject body, Account owner, DateTimeOffset now, CancellationToken cancellation)
    {
        var own = Fields(body);
        if (own is null || own.Count > MostOwnFields)
        {
            return (null, new GraphError(400, "InvalidInternetMessageHeader", "The internet message header name should start with 'x-' or 'X-', and there may be five of them."));
        }

        var from = body["from"] is JsonObject given && Person(given) is { } sender ? sender : new Mailbox(owner.Name, owner.Address);
        var draft = new OutgoingMessage
        {
            From = from,
            MessageId = Extended(body, "0x1035")?.Trim().Trim('<', '>') ?? $"{Guid.NewGuid():N}@sandbox.contoso.example",
            Date = now,
            Subject = GraphBody.Text(body, "subject") ?? "",
            To = People(body, "toRecipients"),
            Cc = People(body, "ccRecipients"),
            Bcc = People(body, "bccRecipients"),
            ReplyTo = People(body, "replyTo"),
            InReplyTo = Ids(Extended(body, "0x1042")),
            References = Ids(Extended(body, "0x1039")),
            TextBody = Content(body, html: false),
            HtmlBody = Content(body, html: true),
            Files = [.. (body["attachments"] as JsonArray ?? []).OfType<JsonObject>().Select(File).OfType<OutgoingFile>()],
            ExtraHeaders = [.. own, .. Importance(body)],
        };
        return await BytesAsync(draft, cancellation);
    }

    /// <summary>The same message with a further file.</summary>
    public static Task<(byte[]? Raw, GraphError? Error)> WithFileAsync(byte[] raw, OutgoingFile file, DateTimeOffset now, CancellationToken cancellation)
    {
        var draft = Read(raw, now);
        return BytesAsync(draft with { Files = [.. draft.Files, file] }, cancellation);
    }

    /// <summary>The same message without one of its files.</summary>
    public static Task<(byte[]? Raw, GraphError? Error)> WithoutFileAsync(byte[] raw, int index, DateTimeOffset now, CancellationToken cancellation)
    {
        var draft = Read(raw, now);
        return BytesAsync(draft with { Files = [.. draft.Files.Where((_, position) => position != index)] }, cancellation);
    }

    /// <summary>The same message with what a PATCH changes.</summary>
    public static Task<(byte[]? Raw, GraphError? Error)> ChangedAsync(byte[] raw, JsonObject changes, DateTimeOffset now, CancellationToken cancellation)
    {
        var draft = Read(raw, now);
        draft = draft with
        {
            From = changes["from"] is JsonObject from && Person(from) is { } sender ? sender : draft.From,
            Subject = changes.ContainsKey("subject") ? GraphBody.Text(changes, "subject") ?? "" : draft.Subject,
            To = changes.ContainsKey("toRecipients") ? People(changes, "toRecipients") : draft.To,
            Cc = changes.ContainsKey("ccRecipients") ? People(changes, "ccRecipients") : draft.Cc,
            Bcc = changes.ContainsKey("bccRecipients") ? People(changes, "bccRecipients") : draft.Bcc,
            ReplyTo = changes.ContainsKey("replyTo") ? People(changes, "replyTo") : draft.ReplyTo,
            ExtraHeaders = changes.ContainsKey("importance") ? [.. draft.ExtraHeaders.Where(field => field.Key != ImportanceField), .. Importance(changes)] : draft.ExtraHeaders,
        };
        return BytesAsync(changes["body"] is JsonObject ? draft with { TextBody = Content(changes, html: false), HtmlBody = Content(changes, html: true) } : draft, cancellation);
    }

    private static OutgoingMessage Read(byte[] raw, DateTimeOffset now)
    {
        var message = MimeMessage.Parse(raw);
        var body = ReadableBody.From(message);
        return new OutgoingMessage
        {
            From = message.From is [var from, ..] ? from : new Mailbox("", "unknown@" + WellKnown.Domain),
            MessageId = message.MessageId ?? $"{Guid.NewGuid():N}@sandbox.contoso.example",
            Date = message.Date ?? now,
            Subject = message.Subject ?? "",
            To = [.. message.To],
            Cc = [.. message.Cc],
            Bcc = [.. message.Bcc],
            ReplyTo = [.. message.ReplyTo],
            InReplyTo = message.InReplyTo,
            References = message.References,
            TextBody = body.IsTextFromHtml ? null : body.Text,
            HtmlBody = body.Html,
            Files = [.. body.Files.Select(one => OutgoingFile.FromBytes(one.FileName, one.MediaType, one.Bytes()) with { ContentId = one.IsInline ? one.ContentId : null })],
            ExtraHeaders = [.. message.Headers.Where(field => field.Name.StartsWith("X-", StringComparison.OrdinalIgnoreCase) || field.Name == ImportanceField).Select(field => KeyValuePair.Create(field.Name, field.Text))],
        };
    }

    private static string? Content(JsonObject body, bool html)
    {
        var content = body["body"] as JsonObject;
        var isHtml = content is not null && string.Equals(GraphBody.Text(content, "contentType"), "html", StringComparison.OrdinalIgnoreCase);
        return isHtml == html ? content is null ? "" : GraphBody.Text(content, "content") ?? "" : null;
    }

    private static IEnumerable<KeyValuePair<string, string>> Importance(JsonObject body) =>
        GraphBody.Text(body, "importance")?.ToLowerInvariant() is ("high" or "low") and var importance ? [KeyValuePair.Create(ImportanceField, importance)] : [];

    /// <summary>A <c>fileAttachment</c>; null when it is none.</summary>
    public static OutgoingFile? File(JsonObject attachment)
    {
        var text = GraphBody.Text(attachment, "contentBytes");
        var bytes = new byte[text?.Length ?? 0];
        return text is not null && GraphBody.Text(attachment, "name") is { Length: > 0 } name && Convert.TryFromBase64String(text, bytes, out var length)
            ? OutgoingFile.FromBytes(name, GraphBody.Text(attachment, "contentType") ?? "application/octet-stream", bytes.AsMemory(0, length)) with
            {
                ContentId = GraphBody.Truth(attachment, "isInline") is true ? GraphBody.Text(attachment, "contentId")?.Trim('<', '>') : null,
            }
            : null;
    }

    private static async Task<(byte[]? Raw, GraphError? Error)> BytesAsync(OutgoingMessage draft, CancellationToken cancellation)
    {
        using var bytes = new MemoryStream();
        try
        {
            await MimeWriter.WriteAsync(draft, bytes, cancellation);
        }
        catch (OutgoingMessageException exception)
        {
            return (null, new GraphError(400, "ErrorInvalidRequest", exception.Message));
        }

        // A draft shows its Bcc; the writer never writes it, since what it writes is meant to be sent.
        var raw = bytes.ToArray();
        return (draft.Bcc.Count == 0 ? raw : HeaderEdit.Prepend(raw, "Bcc", string.Join(",\r\n ", draft.Bcc.Select(one => one.Address))), null);
    }

    private static List<Mailbox> People(JsonObject body, string name) =>
        [.. (body[name] as JsonArray ?? []).OfType<JsonObject>().Select(Person).OfType<Mailbox>()];

    private static Mailbox? Person(JsonObject recipient) =>
        recipient["emailAddress"] is JsonObject address && GraphBody.Text(address, "address") is { Length: > 0 } text ? new Mailbox(GraphBody.Text(address, "name") ?? "", text) : null;

    private static string? Extended(JsonObject body, string number) =>
        (body["singleValueExtendedProperties"] as JsonArray ?? []).OfType<JsonObject>()
            .Where(property => GraphBody.Text(property, "id")?.EndsWith(number, StringComparison.OrdinalIgnoreCase) is true)
            .Select(property => GraphBody.Text(property, "value")).FirstOrDefault();

    private static IReadOnlyList<string> Ids(string? text) =>
        text is null ? [] : MimeMessage.Parse(Encoding.UTF8.GetBytes($"References: {text.ReplaceLineEndings(" ")}\r\n\r\n")).References;

    /// <summary>Fields of one's own; null when one has a name that Graph refuses.</summary>
    private static List<KeyValuePair<string, string>>? Fields(JsonObject body)
    {
        var fields = (body["internetMessageHeaders"] as JsonArray ?? []).OfType<JsonObject>()
            .Select(field => KeyValuePair.Create(GraphBody.Text(field, "name") ?? "", GraphBody.Text(field, "value") ?? "")).ToList();
        return fields.TrueForAll(field => field.Key.StartsWith("x-", StringComparison.OrdinalIgnoreCase)) ? fields : null;
    }
}
