using System.Globalization;
using System.Text;
using HelpdeskMail.Mail.Mime;

namespace HelpdeskMail.Sandbox.Writing;

/// <summary>
/// Writes a <see cref="CustomerMail"/> as mail programs do: text and HTML as alternatives, inline pictures related to the HTML, files around
/// both. It does not use the library that reads mail here, so that a mistake of the one is not hidden by the same mistake of the other.
/// </summary>
public static class CustomerMailWriter
{
    private const int Base64Line = 76;

    public static byte[] Write(CustomerMail mail, DateTimeOffset now)
    {
        var header = new StringBuilder();
        Field(header, "Date", (mail.Date ?? now).ToString("ddd, dd MMM yyyy HH:mm:ss ", CultureInfo.InvariantCulture) + Zone(mail.Date ?? now));
        Field(header, "From", Addresses([mail.From]));
        Field(header, "To", Addresses(mail.To));
        if (mail.Cc.Count > 0)
        {
            Field(header, "Cc", Addresses(mail.Cc));
        }

        Field(header, "Subject", EncodedWords(mail.Subject));
        Field(header, "Message-ID", $"<{mail.MessageId ?? $"{Guid.NewGuid():N}@{Domain(mail.From)}"}>");
        foreach (var (name, value) in mail.Headers)
        {
            Field(header, name, EncodedWords(value));
        }

        header.Append("MIME-Version: 1.0\r\n");
        return Encoding.UTF8.GetBytes(header + Body(mail));
    }

    private static string Body(CustomerMail mail)
    {
        var inline = mail.Attachments.Where(file => file.Inline).ToList();
        var files = mail.Attachments.Where(file => !file.Inline).ToList();
        var body = mail.Html is null ? TextPart("plain", mail.Text ?? "") : Html(mail, inline);
        return files.Count == 0 ? body : Multipart("mixed", [body, .. files.Select(File)]);
    }

    private static string Html(CustomerMail mail, List<CustomerAttachment> inline)
    {
        var html = TextPart("html", mail.Html!);
        if (inline.Count > 0)
        {
            html = Multipart("related", [html, .. inline.Select(File)]);
        }

        return mail.Text is null ? html : Multipart("alternative", [TextPart("plain", mail.Text), html]);
    }

    private static string TextPart(string subtype, string text) =>
        $"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{Base64(Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n")))}";

    private static string File(CustomerAttachment file)
    {
        var name = new string([.. file.Name.Where(character => !char.IsControl(character) && character is not ('"' or '\\'))]);
        var parameter = name.All(char.IsAscii) ? $"filename=\"{name}\"" : $"filename*=utf-8''{Uri.EscapeDataString(name)}";
        var type = file.Type.All(character => char.IsAsciiLetterOrDigit(character) || "/+-._".Contains(character, StringComparison.Ordinal)) ? file.Type : "application/octet-stream";
        return $"Content-Type: {type}\r\nContent-Transfer-Encoding: base64\r\n"
            + (file.Inline ? $"Content-ID: <{name}>\r\n" : "")
            + $"Content-Disposition: {(file.Inline ? "inline" : "attachment")};\r\n {parameter}\r\n\r\n{Base64(file.Content)}";
    }

    private static string Multipart(string subtype, IEnumerable<string> parts)
    {
        var boundary = $"=_{Guid.NewGuid():N}";
        return $"Content-Type: multipart/{subtype};\r\n boundary=\"{boundary}\"\r\n\r\n"
            + string.Concat(parts.Select(part => $"--{boundary}\r\n{part}\r\n"))
            + $"--{boundary}--\r\n";
    }

    private static string Base64(byte[] bytes)
    {
        var text = Convert.ToBase64String(bytes);
        return string.Concat(text.Chunk(Base64Line).Select(line => new string(line) + "\r\n"));
    }

    private static string Addresses(IEnumerable<string> addresses) =>
        string.Join(",\r\n ", addresses.SelectMany(text => AddressList.Parse(text)).Select(Address));

    private static string Address(Mailbox address) => address.DisplayName switch
    {
        "" => address.Address,
        var name when name.All(char.IsAscii) => $"\"{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\" <{address.Address}>",
        var name => $"{EncodedWords(name)} <{address.Address}>",
    };

    /// <summary>The address's domain, for a Message-ID.</summary>
    private static string Domain(string from) => AddressList.Parse(from) is [{ Domain.Length: > 0 } first, ..] ? first.Domain : "customer.example";

    /// <summary>Text beyond ASCII as encoded words of at most 75 characters (RFC 2047 section 2).</summary>
    private static string EncodedWords(string text)
    {
        if (text.All(char.IsAscii))
        {
            return text;
        }

        var words = new List<string>();
        var piece = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (Encoding.UTF8.GetByteCount(piece.ToString()) + rune.Utf8SequenceLength > 45)
            {
                words.Add(piece.ToString());
                piece.Clear();
            }

            piece.Append(rune.ToString());
        }

        words.Add(piece.ToString());
        return string.Join("\r\n ", words.Select(word => $"=?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(word))}?="));
    }

    private static void Field(StringBuilder header, string name, string value)
    {
        var safeName = new string([.. name.Where(character => character is > ' ' and <= '~' and not ':')]);
        var safe = value.Replace("\r\n ", "\u0001", StringComparison.Ordinal).ReplaceLineEndings(" ").Replace("\u0001", "\r\n ", StringComparison.Ordinal);
        header.Append(safeName).Append(": ").Append(safe).Append("\r\n");
    }

    private static string Zone(DateTimeOffset at) => at.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal);
}
