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

    /// <summary>The message of a JSON body; or what is wrong with it.</summary>
    public static async Task<(byte[]? Raw, GraphError? Error)> WriteAsync(JsonObject body, Account owner, DateTimeOffset now, CancellationToken cancellation)
    {
        var own = Fields(body);
        if (own is null || own.Count > MostOwnFields)
        {
            return (null, new GraphError(400, "InvalidInternetMessageHeader", "The internet message header name should start with 'x-' or 'X-', and there may be five of them."));
        }

        var from = body["from"] is JsonObject given && Person(given) is { } sender ? sender : new Mailbox(owner.Name, owner.Address);
        var content = body["body"] as JsonObject;
        var text = content is null ? "" : GraphBody.Text(content, "content") ?? "";
        var isHtml = content is not null && string.Equals(GraphBody.Text(content, "contentType"), "html", StringComparison.OrdinalIgnoreCase);
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
            TextBody = isHtml ? null : text,
            HtmlBody = isHtml ? text : null,
            Files = [.. (body["attachments"] as JsonArray ?? []).OfType<JsonObject>().Select(File).OfType<OutgoingFile>()],
            ExtraHeaders = own,
        };
        return await BytesAsync(draft, cancellation);
    }

    /// <summary>The same message with a further file.</summary>
    public static Task<(byte[]? Raw, GraphError? Error)> WithFileAsync(byte[] raw, OutgoingFile file, DateTimeOffset now, CancellationToken cancellation)
    {
        var message = MimeMessage.Parse(raw);
        var body = ReadableBody.From(message);
        return BytesAsync(
            new OutgoingMessage
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
                Files = [.. body.Files.Select(one => OutgoingFile.FromBytes(one.FileName, one.MediaType, one.Bytes()) with { ContentId = one.IsInline ? one.ContentId : null }), file],
                ExtraHeaders = [.. message.Headers.Where(field => field.Name.StartsWith("X-", StringComparison.OrdinalIgnoreCase)).Select(field => KeyValuePair.Create(field.Name, field.Text))],
            },
            cancellation);
    }

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
