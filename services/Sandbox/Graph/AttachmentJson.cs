using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using HelpdeskMail.Mail.Mime;
using HelpdeskMail.Mail.Text;

namespace HelpdeskMail.Sandbox.Graph;

/// <summary>A message's files as Graph's resource type <c>fileAttachment</c>. A file's id hangs on its name and content, so that it stays when another one is taken out.</summary>
internal static class AttachmentJson
{
    public static IReadOnlyList<(MailFile File, string Id, JsonObject Element)> All(FiledMessage filed, MimeMessage message)
    {
        var (found, taken) = (new List<(MailFile, string, JsonObject)>(), new HashSet<long>());
        foreach (var file in ReadableBody.From(message).Files)
        {
            var bytes = file.Bytes();
            var number = BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData([.. Encoding.UTF8.GetBytes(file.FileName), 0, .. bytes.Span]));
            while (!taken.Add(number))
            {
                number++;
            }

            var id = ItemId.OfAttachment(filed.ItemId, number);
            found.Add((file, id, new JsonObject
            {
                ["@odata.type"] = "#microsoft.graph.fileAttachment",
                ["@odata.mediaContentType"] = file.MediaType,
                ["id"] = id,
                ["lastModifiedDateTime"] = MessageJson.Time(filed.ReceivedAt),
                ["name"] = file.FileName,
                ["contentType"] = file.MediaType,
                ["size"] = bytes.Length,
                ["isInline"] = file.IsInline,
                ["contentId"] = file.ContentId,
                ["contentLocation"] = null,
                ["contentBytes"] = Convert.ToBase64String(bytes.Span),
            }));
        }

        return found;
    }
}
