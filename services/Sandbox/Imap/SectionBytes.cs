using HelpdeskMail.Mail.Mime;

namespace HelpdeskMail.Sandbox.Imap;

/// <summary>Finds the bytes a section names.</summary>
public static class SectionBytes
{
    /// <summary>The bytes; null where the message has no such part.</summary>
    public static ReadOnlyMemory<byte>? Read(MimeMessage message, FetchItem.Section section)
    {
        if (Find(message, section) is not { } whole || section.Partial is not { } partial)
        {
            return Find(message, section);
        }

        var offset = (int)Math.Min(partial.Offset, (uint)whole.Length);
        return whole.Slice(offset, (int)Math.Min(partial.Count, (uint)(whole.Length - offset)));
    }

    private static ReadOnlyMemory<byte>? Find(MimeMessage message, FetchItem.Section section)
    {
        if (section.Path.Count == 0)
        {
            return OfMessage(message, section);
        }

        var root = message.Root;
        for (var level = 0; level < section.Path.Count - 1; level++)
        {
            if (Child(root, section.Path[level]) is not { } holder)
            {
                return null;
            }

            // The parts of an attached message are counted as if they were the attachment's own (RFC 9051 section 6.4.5.1).
            root = holder.Message?.Root ?? holder;
        }

        if (Child(root, section.Path[^1]) is not { } part)
        {
            return null;
        }

        return section.Text switch
        {
            "" => part.RawBody,
            "MIME" => part.RawHeader,
            _ => part.Message is { } attached ? OfMessage(attached, section) : null,
        };
    }

    /// <summary>A part by its number; what is no multipart has one part, itself.</summary>
    private static MimePart? Child(MimePart part, int number) =>
        part.Children.Count > 0 ? part.Children.ElementAtOrDefault(number - 1) : number == 1 ? part : null;

    private static ReadOnlyMemory<byte>? OfMessage(MimeMessage message, FetchItem.Section section) => section.Text switch
    {
        "" => message.Source,
        "HEADER" => message.Root.RawHeader,
        "TEXT" => message.Source[message.Root.RawHeader.Length..],
        "HEADER.FIELDS" => Fields(message, name => section.Fields.Contains(name, StringComparer.OrdinalIgnoreCase)),
        _ => Fields(message, name => !section.Fields.Contains(name, StringComparer.OrdinalIgnoreCase)),
    };

    private static byte[] Fields(MimeMessage message, Func<string, bool> wanted)
    {
        var bytes = new List<byte>();
        foreach (var field in message.Headers.Where(field => wanted(field.Name)))
        {
            bytes.AddRange(field.RawName.Span);
            bytes.AddRange(":"u8);
            bytes.AddRange(field.RawValue.Span);
            bytes.AddRange("\r\n"u8);
        }

        bytes.AddRange("\r\n"u8);
        return [.. bytes];
    }
}
