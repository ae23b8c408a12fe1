using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HelpdeskMail.Mail.Mime.Writing;

namespace HelpdeskMail.Mail.Mime;

/// <summary>
/// Lays an <see cref="OutgoingMessage"/> out as MIME: multipart/mixed around multipart/alternative around multipart/related, each
/// only where it is needed, in the order that mail programs expect.
/// </summary>
public sealed class MimeWriter
{
    private readonly OutgoingMessage message;
    private readonly string boundarySeed;
    private readonly List<Segment> segments = [];
    private readonly StringBuilder pending = new();
    private bool needsEightBit;
    private int boundaries;

    private MimeWriter(OutgoingMessage message)
    {
        this.message = message;
        boundarySeed = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(message.MessageId)).AsSpan(0, 12));
    }

    /// <summary>
    /// Checks the message and lays it out. Attached messages and texts are opened once to see what bytes they have; other files are not touched.
    /// </summary>
    /// <exception cref="OutgoingMessageException">An address, id or extra field cannot be written; the message says which and why.</exception>
    public static async Task<PreparedMessage> PrepareAsync(OutgoingMessage message, CancellationToken cancellationToken = default)
    {
        var writer = new MimeWriter(message);
        await writer.LayOutAsync(cancellationToken);
        var sender = AddressWriter.Normalise(message.From.Address);
        var recipients = message.To.Concat(message.Cc).Concat(message.Bcc)
            .Select(mailbox => (Given: mailbox.Address, Address: AddressWriter.Normalise(mailbox.Address)))
            .DistinctBy(recipient => recipient.Address, StringComparer.OrdinalIgnoreCase)
            .ToList();
        var needsUtf8 = recipients.Select(recipient => recipient.Address).Append(sender)
            .Concat(message.ReplyTo.Concat(message.Sender is { } other ? [other] : []).Select(mailbox => AddressWriter.Normalise(mailbox.Address)))
            .Any(AddressWriter.NeedsSmtpUtf8);
        return new(writer.segments, [.. recipients.Select(recipient => recipient.Address)], sender, writer.needsEightBit || needsUtf8, needsUtf8)
        {
            RecipientsAsGiven = [.. recipients.Select(recipient => recipient.Given)],
        };
    }

    /// <summary>Prepares and writes in one go.</summary>
    /// <exception cref="OutgoingMessageException">An address, id or extra field cannot be written; nothing was written.</exception>
    public static async Task WriteAsync(OutgoingMessage message, Stream output, CancellationToken cancellationToken = default) =>
        await (await PrepareAsync(message, cancellationToken)).WriteAsync(output, cancellationToken);

    private async Task LayOutAsync(CancellationToken cancellationToken)
    {
        foreach (var file in message.Files.Where(file => file.ContentId is not null && !MessageHeader.IsId(file.ContentId)))
        {
            throw new OutgoingMessageException($"The Content-ID of «{EncodedWordWriter.Clean(file.FileName)}» has characters that no id may have.");
        }

        pending.Append(MessageHeader.Write(message));
        var inline = message.HtmlBody is null ? [] : message.Files.Where(file => file.ContentId is not null).ToList();
        var attachments = message.Files.Except(inline).ToList();
        if (attachments.Count == 0)
        {
            Content(inline);
        }
        else
        {
            var boundary = Open("mixed");
            Delimiter(boundary);
            Content(inline);
            foreach (var file in attachments)
            {
                Delimiter(boundary);
                await AttachmentAsync(file, cancellationToken);
            }

            Close(boundary);
        }

        Flush();
    }

    private void Content(List<OutgoingFile> inline)
    {
        if (message.HtmlBody is null)
        {
            TextPart("plain", message.TextBody ?? "");
            return;
        }

        var text = message.TextBody ?? Mail.Text.HtmlText.ToPlain(message.HtmlBody);
        var boundary = Open("alternative");
        Delimiter(boundary);
        TextPart("plain", text);
        Delimiter(boundary);
        if (inline.Count == 0)
        {
            TextPart("html", message.HtmlBody);
        }
        else
        {
            var related = Open("related", "text/html");
            Delimiter(related);
            TextPart("html", message.HtmlBody);
            foreach (var file in inline)
            {
                Delimiter(related);
                FilePart(file);
            }

            Close(related);
        }

        Close(boundary);
    }

    private void TextPart(string subtype, string text)
    {
        var body = BodyText.From(text);
        pending.Append(EntityHeader.Text(subtype, body)).Append("\r\n");
        Flush();
        segments.Add(new Segment.Ready(body.Bytes));
    }

    private void FilePart(OutgoingFile file, string? mediaType = null, string? charset = null)
    {
        pending.Append(EntityHeader.File(file, mediaType ?? EntityHeader.MediaType(file.MediaType), "base64", charset)).Append("\r\n");
        Flush();
        segments.Add(new Segment.EncodedFile(file));
    }

    private async Task AttachmentAsync(OutgoingFile file, CancellationToken cancellationToken)
    {
        var mediaType = EntityHeader.MediaType(file.MediaType);
        if (!mediaType.StartsWith("message/", StringComparison.Ordinal))
        {
            // Text without a charset is US-ASCII (RFC 2046 section 4.1.2), and readers that show it in place spoil every other letter.
            FilePart(file, mediaType, mediaType.StartsWith("text/", StringComparison.Ordinal) && await AttachedTextCheck.IsUtf8Async(file, cancellationToken) ? "utf-8" : null);
            return;
        }

        var kind = mediaType == "message/rfc822" ? await AttachedMessageCheck.LookAsync(file, cancellationToken) : AttachedMessageKind.NeedsEncoding;
        if (kind == AttachedMessageKind.NeedsEncoding)
        {
            FilePart(file, "application/octet-stream");
            return;
        }

        needsEightBit |= kind == AttachedMessageKind.EightBit;
        pending.Append(EntityHeader.File(file, mediaType, kind == AttachedMessageKind.EightBit ? "8bit" : "7bit")).Append("\r\n");
        Flush();
        segments.Add(new Segment.PlainFile(file));
    }

    private string Open(string subtype, string? type = null)
    {
        // «=_» cannot occur in quoted-printable or base64 (RFC 2045 section 6.7), so no encoded body can contain the boundary.
        var boundary = string.Create(CultureInfo.InvariantCulture, $"=_hm{boundaries++}_{boundarySeed}");
        pending.Append(EntityHeader.Multipart(subtype, boundary, type)).Append("\r\n");
        return boundary;
    }

    private void Delimiter(string boundary) => pending.Append("\r\n--").Append(boundary).Append("\r\n");

    private void Close(string boundary) => pending.Append("\r\n--").Append(boundary).Append("--\r\n");

    private void Flush()
    {
        if (pending.Length > 0)
        {
            segments.Add(new Segment.Ready(pending.ToString()));
            pending.Clear();
        }
    }
}
