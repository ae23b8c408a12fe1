using System.Buffers.Binary;
using System.Text;
using HelpdeskMail.Mail.Mime.Charset;

namespace HelpdeskMail.Mail.Mime.Tnef;

/// <summary>Reads the attributes of a TNEF stream (MS-OXTNEF section 2.1.3). Every length is checked against what is there.</summary>
internal sealed class TnefReader(TnefAllowance allowance)
{
    private const uint Signature = 0x223E9F78;
    private const int DeepestEmbedding = 5;
    private const uint AttachRenderData = 0x00069002;
    private readonly List<TnefAttachment> attachments = [];
    private int codePage = 1252;
    private string? subject;
    private string? text;
    private MapiProperties message = new();
    private AttachmentInProgress? current;

    public TnefMessage? Read(ReadOnlyMemory<byte> bytes, int depth)
    {
        if (bytes.Length < 6 || BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span) != Signature)
        {
            return null;
        }

        var position = 6;
        while (bytes.Length - position >= 11)
        {
            var id = BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span[(position + 1)..]);
            var length = BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span[(position + 5)..]);
            position += 9;
            if (length > bytes.Length - position)
            {
                allowance.IsIncomplete = true;
                break;
            }

            Take(id, bytes.Slice(position, (int)length), depth);
            position += (int)length + 2;
        }

        // An attribute or its checksum that begins and does not end; zeros and line ends behind the last one are filling.
        allowance.IsIncomplete |= position > bytes.Length || bytes.Span[position..].ContainsAnyExcept("\0\r\n"u8);
        Finish(depth);
        return Result();
    }

    private void Take(uint id, ReadOnlyMemory<byte> data, int depth)
    {
        switch (id)
        {
            case 0x00069007 when data.Length >= 4:
                codePage = BinaryPrimitives.ReadInt32LittleEndian(data.Span);
                break;
            case 0x00018004:
                subject = Narrow(data.Span);
                break;
            case 0x0002800C:
                text = Narrow(data.Span);
                break;
            case 0x00069003:
                message = MapiProperties.Read(data, codePage);
                break;
            case AttachRenderData:
                Finish(depth);
                current = new();
                break;
            case 0x00018010 when current is not null:
                current.Title = Narrow(data.Span);
                break;
            case 0x0006800F when current is not null:
                current.Data = data;
                break;
            case 0x00069005 when current is not null:
                current.Properties = MapiProperties.Read(data, codePage);
                break;
            default:
                break;
        }
    }

    private void Finish(int depth)
    {
        if (current is not { } attachment)
        {
            return;
        }

        current = null;
        var properties = attachment.Properties;
        var content = properties.Binary(MapiProperties.AttachData) is { Length: > 0 } own ? own : attachment.Data;
        var name = properties.Text(MapiProperties.AttachLongFileName) ?? properties.Text(MapiProperties.AttachFileName) ?? attachment.Title ?? "";
        // An embedded message is an object: the id of its interface, then a TNEF stream.
        if (content.Length > 20 && BinaryPrimitives.ReadUInt32LittleEndian(content.Span[16..]) == Signature && depth < DeepestEmbedding
            && new TnefReader(allowance).Read(content[16..], depth + 1) is { } embedded)
        {
            if (embedded.Text is not null || embedded.Html is not null)
            {
                var body = embedded.Html ?? embedded.Text!;
                Add(new(
                    $"{embedded.Subject ?? name}{(embedded.Html is null ? ".txt" : ".html")}",
                    embedded.Html is null ? "text/plain" : "text/html", null, Encoding.UTF8.GetBytes(body)));
            }

            attachments.AddRange(embedded.Attachments);
            return;
        }

        if (!content.IsEmpty)
        {
            var mediaType = properties.Text(MapiProperties.AttachMimeTag);
            Add(new(name, mediaType is null ? "application/octet-stream" : ContentType.Parse(mediaType).MediaType, properties.Text(MapiProperties.AttachContentId)?.Trim('<', '>'), content));
        }
    }

    private void Add(TnefAttachment attachment)
    {
        if (allowance.TryTakeFile())
        {
            attachments.Add(attachment);
        }
    }

    private TnefMessage Result()
    {
        var html = message.Text(MapiProperties.BodyHtml);
        if (html is null && message.Binary(MapiProperties.BodyHtml) is { Length: > 0 } bytes)
        {
            var named = message.Number(MapiProperties.InternetCodePage) is { } page ? $"cp{page}" : HtmlCharset.Find(bytes.Span);
            html = CharsetGuess.Decode(bytes.Span, named, out _);
        }

        var body = message.Text(MapiProperties.Body) ?? text;
        if (html is null && message.Binary(MapiProperties.RtfCompressed) is { Length: > 0 } compressed && CompressedRtf.Expand(compressed.Span, allowance.Bytes) is { } rtf)
        {
            allowance.Expanded(rtf.Length);
            var reading = new RtfReading(rtf);
            html = reading.Html;
            body = string.IsNullOrWhiteSpace(body) ? reading.Text : body;
        }

        return new(message.Text(MapiProperties.Subject) ?? subject, string.IsNullOrEmpty(body) ? null : body, html, attachments) { IsComplete = !allowance.IsIncomplete };
    }

    private string Narrow(ReadOnlySpan<byte> data)
    {
        var end = data.IndexOf((byte)0);
        return CharsetGuess.Decode(end < 0 ? data : data[..end], $"cp{codePage}", out _);
    }

    private sealed class AttachmentInProgress
    {
        public string? Title { get; set; }

        public ReadOnlyMemory<byte> Data { get; set; }

        public MapiProperties Properties { get; set; } = new();
    }
}
