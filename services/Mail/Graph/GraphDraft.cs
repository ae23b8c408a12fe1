using System.Net.Http.Headers;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Mime;
using HelpdeskMail.Mail.Text;

namespace HelpdeskMail.Mail.Graph;

/// <summary>
/// Sends a message that is too large to go as MIME: a draft, its files (small ones in a request each, large ones in an upload session), then the word to send it. Kept are sender, recipients, subject, the HTML (or else the
/// text), files with their names and Content-IDs, Message-ID, In-Reply-To, References and X- fields; the exact MIME structure is not. When it fails before the end the draft is deleted.
/// </summary>
internal sealed class GraphDraft(GraphClient client)
{
    /// <summary>Largest message that can be sent: Exchange takes 150 MB at most.</summary>
    public const long LargestMessage = 150_000_000;

    private const int LargestPlainFile = 3_000_000;

    // A multiple of 320 KiB below 4 MiB.
    private const int PieceSize = 10 * 320 * 1024;

    // Graph takes five fields of one's own.
    private const int MostOwnFields = 5;

    public async Task SendAsync(MimeMessage message, Action beforeSending, CancellationToken cancellationToken)
    {
        var body = ReadableBody.From(message);
        var made = await client.JsonAsync(HttpMethod.Post, client.Of("messages"), GraphClient.Json(Describe(message, body)), mayBeMissing: false, cancellationToken);
        var id = Uri.EscapeDataString(made?.Text("id") ?? throw new MailFailureException(ConnectionFailures.Violation(client.ServerName, "a new draft without an id"), connectionLost: false));
        var sending = false;
        try
        {
            foreach (var file in body.Files)
            {
                await AttachAsync(id, file, cancellationToken);
            }

            cancellationToken.ThrowIfCancellationRequested();
            beforeSending();
            sending = true;
            await client.DoAsync(HttpMethod.Post, client.Of($"messages/{id}/send"), null, mayBeMissing: false, cancellationToken);
        }
        catch (Exception exception) when (!sending || IsNo(exception))
        {
            await DiscardAsync(id);
            throw;
        }
    }

    /// <summary>Whether Graph has said that it did not send. After an error of its own, or none of its words, the draft may be the mail that was sent.</summary>
    private static bool IsNo(Exception exception) =>
        exception is MailFailureException { Failure.ServerAnswer: ['4', ..] words } && !words.StartsWith("408", StringComparison.Ordinal);

    private static Dictionary<string, object> Describe(MimeMessage message, ReadableBody body)
    {
        var draft = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["subject"] = message.Subject ?? "",
            ["body"] = new { contentType = body.Html is null ? "text" : "html", content = body.Html ?? body.Text },
            ["toRecipients"] = People(message.To),
            ["ccRecipients"] = People(message.Cc),
            ["bccRecipients"] = People(message.Bcc),
            ["replyTo"] = People(message.ReplyTo),
            ["singleValueExtendedProperties"] = Threading(message),
        };
        if (message.From is [var from, ..])
        {
            draft["from"] = Person(from);
        }

        object[] own = [.. message.Headers.Where(field => field.Name.StartsWith("X-", StringComparison.OrdinalIgnoreCase)).Take(MostOwnFields).Select(field => new { name = field.Name, value = field.Text })];
        if (own.Length > 0)
        {
            draft["internetMessageHeaders"] = own;
        }

        return draft;
    }

    // Fields that Graph's JSON has no word for, by their MAPI properties.
    private static object[] Threading(MimeMessage message) =>
    [
        .. new[] { ("String 0x1035", "Message-ID"), ("String 0x1042", "In-Reply-To"), ("String 0x1039", "References") }
            .Select(pair => (Property: pair.Item1, Value: message.Headers.GetText(pair.Item2)))
            .Where(pair => !string.IsNullOrWhiteSpace(pair.Value))
            .Select(pair => new { id = pair.Property, value = pair.Value!.Trim() }),
    ];

    private static object[] People(AddressList people) => [.. people.Select(Person)];

    private static object Person(Mailbox mailbox) => new { emailAddress = new { name = mailbox.DisplayName, address = mailbox.Address } };

    private async Task AttachAsync(string id, MailFile file, CancellationToken cancellationToken)
    {
        var bytes = file.Bytes();
        if (bytes.Length <= LargestPlainFile)
        {
            var attachment = new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["@odata.type"] = "#microsoft.graph.fileAttachment",
                ["name"] = file.FileName,
                ["contentType"] = file.MediaType,
                ["isInline"] = file.IsInline,
                ["contentId"] = file.ContentId,
                ["contentBytes"] = Convert.ToBase64String(bytes.Span),
            };
            await client.DoAsync(HttpMethod.Post, client.Of($"messages/{id}/attachments"), GraphClient.Json(attachment), mayBeMissing: false, cancellationToken);
            return;
        }

        var item = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["AttachmentItem"] = new { attachmentType = "file", name = file.FileName, contentType = file.MediaType, size = bytes.Length, isInline = file.IsInline, contentId = file.ContentId },
        };
        var session = await client.JsonAsync(HttpMethod.Post, client.Of($"messages/{id}/attachments/createUploadSession"), GraphClient.Json(item), mayBeMissing: false, cancellationToken);
        if (!Uri.TryCreate(session?.Text("uploadUrl"), UriKind.Absolute, out var address))
        {
            throw new MailFailureException(ConnectionFailures.Violation(client.ServerName, "an upload session without an address"), connectionLost: false);
        }

        for (var at = 0; at < bytes.Length; at += PieceSize)
        {
            var piece = bytes.Slice(at, Math.Min(PieceSize, bytes.Length - at));
            using var content = new ReadOnlyMemoryContent(piece);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            content.Headers.ContentRange = new ContentRangeHeaderValue(at, at + piece.Length - 1, bytes.Length);
            await client.PutAsync(address, content, cancellationToken);
        }
    }

    private async Task DiscardAsync(string id)
    {
        try
        {
            await client.DoAsync(HttpMethod.Delete, client.Of($"messages/{id}"), null, mayBeMissing: true, CancellationToken.None);
        }
        catch (MailFailureException)
        {
            // A draft that is left over sends nothing.
        }
    }
}
