using System.Globalization;
using System.Text;

namespace HelpdeskMail.Mail.Mime.Writing;

/// <summary>Writes the header of a message and refuses what cannot stand in one.</summary>
internal static class MessageHeader
{
    private const int MostReferences = 50;

    private static readonly HashSet<string> Own = new(StringComparer.OrdinalIgnoreCase)
    {
        "Date", "From", "Sender", "Reply-To", "To", "Cc", "Bcc", "Message-ID", "In-Reply-To", "References", "Subject", "MIME-Version",
        "Return-Path", "Resent-Bcc",
    };

    public static string Write(OutgoingMessage message)
    {
        var header = new StringBuilder();
        header.Append("Date: ").Append(message.Date.ToString("ddd, d MMM yyyy HH:mm:ss ", CultureInfo.InvariantCulture))
            .Append(message.Date.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal)).Append("\r\n");
        Addresses(header, "From", [message.From]);
        if (message.Sender is { } sender)
        {
            Addresses(header, "Sender", [sender]);
        }

        Addresses(header, "Reply-To", message.ReplyTo);
        Addresses(header, "To", message.To);
        Addresses(header, "Cc", message.Cc);
        if (message.To.Count == 0 && message.Cc.Count == 0)
        {
            header.Append("To: undisclosed-recipients:;\r\n");
        }

        var subject = new FoldedField("Subject");
        EncodedWordWriter.Text(subject, message.Subject);
        header.Append(subject);
        Ids(header, "Message-ID", [message.MessageId]);
        Ids(header, "In-Reply-To", message.InReplyTo);
        Ids(header, "References", message.References.Count <= MostReferences ? message.References : [message.References[0], .. message.References.Skip(message.References.Count - MostReferences + 1)]);
        foreach (var (name, value) in message.ExtraHeaders)
        {
            Extra(header, name, value);
        }

        return header.Append("MIME-Version: 1.0\r\n").ToString();
    }

    /// <summary>Whether an id can stand between angle brackets without ending its field or itself.</summary>
    public static bool IsId(string id) => id.Length is > 0 and <= 900 && id.All(c => c is > ' ' and < '\u007F' and not '<' and not '>');

    private static void Addresses(StringBuilder header, string name, IReadOnlyList<Mailbox> mailboxes)
    {
        if (mailboxes.Count == 0)
        {
            return;
        }

        var field = new FoldedField(name);
        AddressWriter.Write(field, mailboxes);
        header.Append(field);
    }

    /// <summary>Ids of others that cannot be written again are left out: they came from outside. Our own must be right.</summary>
    private static void Ids(StringBuilder header, string name, IReadOnlyList<string> ids)
    {
        if (name == "Message-ID" && !IsId(ids[0]))
        {
            throw new OutgoingMessageException("The Message-ID has characters that no id may have. Make it with MessageIdMaker.");
        }

        var field = new FoldedField(name);
        var any = false;
        foreach (var id in ids.Where(IsId))
        {
            field.Word($"<{id}>");
            any = true;
        }

        if (any)
        {
            header.Append(field);
        }
    }

    private static void Extra(StringBuilder header, string name, string value)
    {
        if (!Atoms.IsFieldName(name) || Own.Contains(name) || name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase))
        {
            throw new OutgoingMessageException($"The field «{EncodedWordWriter.Clean(name)}» cannot be added: it is not a field name, or one that the writer fills in itself.");
        }

        if (value.AsSpan().IndexOfAny('\r', '\n', '\0') >= 0)
        {
            throw new OutgoingMessageException($"The value of the field «{name}» has a line break or NUL in it, which would start another field. Remove it.");
        }

        var field = new FoldedField(name);
        EncodedWordWriter.Unstructured(field, value);
        header.Append(field);
    }
}
