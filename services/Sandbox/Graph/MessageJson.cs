using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using HelpdeskMail.Mail.Mime;
using HelpdeskMail.Mail.Text;

namespace HelpdeskMail.Sandbox.Graph;

/// <summary>Writes a message as Graph's resource type <c>message</c>.</summary>
internal static partial class MessageJson
{
    private const int PreviewLength = 255;
    private const int SizeProperty = 0x0E08;

    /// <summary>Properties that need no look into the message.</summary>
    private static readonly HashSet<string> Cheap = new(StringComparer.OrdinalIgnoreCase)
    {
        "id", "isRead", "isDraft", "receivedDateTime", "createdDateTime", "lastModifiedDateTime", "changeKey", "parentFolderId", "flag", "categories",
    };

    private static readonly HashSet<string> OfContent = new(StringComparer.OrdinalIgnoreCase)
    {
        "sentDateTime", "hasAttachments", "internetMessageId", "subject", "bodyPreview", "importance", "conversationId", "conversationIndex", "isDeliveryReceiptRequested", "isReadReceiptRequested", "inferenceClassification", "body",
        "uniqueBody", "sender", "from", "toRecipients", "ccRecipients", "bccRecipients", "replyTo", "internetMessageHeaders", "webLink", "attachments",
    };

    /// <summary>Whether the resource type has a property of this name.</summary>
    public static bool IsProperty(string name) => Cheap.Contains(name) || OfContent.Contains(name);

    /// <summary>A property of a message as it was written, by its path (<c>from/emailAddress/address</c>): text, truth or time; null where it has none.</summary>
    public static object? Value(JsonObject message, string path)
    {
        var node = (JsonNode?)message;
        foreach (var name in path.Split('/'))
        {
            node = node is JsonObject element ? element.FirstOrDefault(member => member.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value : null;
        }

        return node switch
        {
            JsonValue value when value.TryGetValue<bool>(out var truth) => truth,
            JsonValue value when path.EndsWith("DateTime", StringComparison.OrdinalIgnoreCase) => DateTimeOffset.Parse((string)value!, CultureInfo.InvariantCulture),
            JsonValue value => value.ToString(),
            _ => null,
        };
    }

    /// <summary>Whether what is wanted can be written without reading the message's source.</summary>
    public static bool NeedsSource(IReadOnlySet<string>? select, string expand) => expand.Length > 0 || select is null || !select.IsSubsetOf(Cheap);

    /// <summary>The message with what was asked for.</summary>
    /// <param name="filed">Where it lies.</param>
    /// <param name="raw">Its source; null where <see cref="NeedsSource"/> says that none is needed.</param>
    /// <param name="immutable">Which kind of id.</param>
    /// <param name="select">Properties wanted; null: the usual ones, <c>internetMessageHeaders</c> and <c>uniqueBody</c> not among them.</param>
    /// <param name="expand">OData's <c>$expand</c>, understood for <c>singleValueExtendedProperties</c> and <c>attachments</c>.</param>
    /// <param name="bodyType"><c>text</c> or <c>html</c>; null: the body as it is.</param>
    public static JsonObject Write(FiledMessage filed, byte[]? raw, bool immutable, IReadOnlySet<string>? select, string expand, string? bodyType = null)
    {
        var element = new JsonObject
        {
            ["@odata.etag"] = $"W/\"{ChangeKey(filed)}\"",
            ["id"] = ItemId.Of(filed, immutable),
            ["createdDateTime"] = Time(filed.ReceivedAt),
            ["lastModifiedDateTime"] = Time(filed.ReceivedAt),
            ["changeKey"] = ChangeKey(filed),
            ["categories"] = new JsonArray([.. filed.Categories.Select(category => JsonValue.Create(category))]),
            ["receivedDateTime"] = Time(filed.ReceivedAt),
            ["parentFolderId"] = ItemId.OfFolder(filed.FolderId),
            ["isRead"] = filed.IsRead,
            ["isDraft"] = filed.IsDraft,
            ["flag"] = new JsonObject { ["flagStatus"] = filed.IsFlagged ? "flagged" : "notFlagged" },
        };
        if (raw is not null)
        {
            AddContent(element, filed, MimeMessage.Parse(raw), select, bodyType);
        }

        GraphPage.Select(element, select);
        if (raw is not null && expand.Contains("singleValueExtendedProperties", StringComparison.OrdinalIgnoreCase))
        {
            AddExtended(element, filed, MimeMessage.Parse(raw), expand);
        }

        if (raw is not null && Attachments().Match(expand) is { Success: true } attachments)
        {
            var names = attachments.Groups["select"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.OrdinalIgnoreCase);
            element["attachments"] = new JsonArray([.. AttachmentJson.All(filed, MimeMessage.Parse(raw)).Select(one => GraphPage.Select(one.Element, names.Count == 0 ? null : names))]);
        }

        return element;
    }

    /// <summary>What is left to say of a message that has gone from the folder.</summary>
    public static JsonObject Removed(Guid itemId, Guid entryId, bool immutable) => new()
    {
        ["@odata.type"] = "#microsoft.graph.message",
        ["id"] = ItemId.Of(itemId, entryId, immutable),
        ["@removed"] = new JsonObject { ["reason"] = "deleted" },
    };

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static void AddContent(JsonObject element, FiledMessage filed, MimeMessage message, IReadOnlySet<string>? select, string? bodyType)
    {
        var body = ReadableBody.From(message);
        var thread = message.References is [var first, ..] ? first : message.InReplyTo is [var answered, ..] ? answered : message.MessageId ?? $"{filed.ItemId}";
        var preview = body.Text.ReplaceLineEndings(" ").Trim();
        element["sentDateTime"] = Time(message.Date ?? filed.ReceivedAt);
        element["hasAttachments"] = body.Attachments.Any();
        element["internetMessageId"] = message.MessageId is { } id ? $"<{id}>" : null;
        element["subject"] = message.Subject ?? "";
        element["bodyPreview"] = preview.Length > PreviewLength ? preview[..PreviewLength] : preview;
        element["importance"] = message.Headers.Get("Importance")?.Trim().ToLowerInvariant() is ("high" or "low") and var importance ? importance : "normal";
        element["conversationId"] = "AAQkADU3" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(thread)));
        element["isDeliveryReceiptRequested"] = false;
        element["isReadReceiptRequested"] = message.Headers.Contains("Disposition-Notification-To");
        element["inferenceClassification"] = "focused";
        element["body"] = Body(body.Text, body.Html, bodyType);
        if (select?.Contains("uniqueBody") is true)
        {
            element["uniqueBody"] = Body(ReplyText.Split(body.Text).NewText, body.Html is { } whole ? ReplyText.SplitHtml(whole).New : null, bodyType);
        }

        element["sender"] = message.Sender is { } sender ? Person(sender) : message.From is [var author, ..] ? Person(author) : null;
        element["from"] = message.From is [var from, ..] ? Person(from) : null;
        element["toRecipients"] = People(message.To);
        element["ccRecipients"] = People(message.Cc);
        element["bccRecipients"] = People(message.Bcc);
        element["replyTo"] = People(message.ReplyTo);
        if (select?.Contains("internetMessageHeaders") is true)
        {
            element["internetMessageHeaders"] = new JsonArray([.. message.Headers.Select(field => new JsonObject { ["name"] = field.Name, ["value"] = field.Value })]);
        }
    }

    private static JsonObject Body(string text, string? html, string? bodyType) => (bodyType, html) switch
    {
        ("text", _) or (null, null) => new JsonObject { ["contentType"] = "text", ["content"] = text },
        (_, null) => new JsonObject { ["contentType"] = "html", ["content"] = $"<html><body><pre>{WebUtility.HtmlEncode(text)}</pre></body></html>" },
        _ => new JsonObject { ["contentType"] = "html", ["content"] = html },
    };

    /// <summary>MAPI properties by number: size, Message-ID, In-Reply-To, References and the whole header.</summary>
    private static void AddExtended(JsonObject element, FiledMessage filed, MimeMessage message, string expand)
    {
        var found = new JsonArray();
        foreach (Match match in PropertyId().Matches(expand))
        {
            var number = int.Parse(match.Groups["number"].ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            var value = number switch
            {
                SizeProperty => filed.Size.ToString(CultureInfo.InvariantCulture),
                0x1035 => message.Headers.Get("Message-ID"),
                0x1042 => message.Headers.Get("In-Reply-To"),
                0x1039 => message.Headers.Get("References"),
                0x7D => Encoding.UTF8.GetString(message.Root.RawHeader.Span),
                _ => null,
            };
            if (value is not null)
            {
                found.Add(new JsonObject { ["id"] = $"{match.Groups["type"].Value} 0x{number.ToString("x", CultureInfo.InvariantCulture)}", ["value"] = value });
            }
        }

        if (found.Count > 0)
        {
            element["singleValueExtendedProperties"] = found;
        }
    }

    private static string ChangeKey(FiledMessage filed) => "CQAAABYAAAC" + Convert.ToBase64String(BitConverter.GetBytes(filed.Change));

    public static JsonArray People(IEnumerable<Mailbox> people) => new([.. people.Select(Person)]);

    public static JsonObject Person(Mailbox person) => new()
    {
        ["emailAddress"] = new JsonObject { ["name"] = person.DisplayName.Length > 0 ? person.DisplayName : person.Address, ["address"] = person.Address },
    };

    [GeneratedRegex(@"(?:^|[,\s])attachments(?:\(\s*\$select=(?<select>[^)]*)\))?", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Attachments();

    [GeneratedRegex("id\\s+eq\\s+'(?<type>[A-Za-z]+)\\s+0x(?<number>[0-9A-Fa-f]{1,8})'", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex PropertyId();
}
