using HelpdeskMail.Mail.Mime;

namespace HelpdeskMail.Sandbox.Imap;

/// <summary>ENVELOPE (RFC 9051 section 7.5.2): values as they stand in the header, names encoded anew.</summary>
public static class EnvelopeText
{
    public static string Write(MimeMessage message)
    {
        var from = Addresses(message.From);
        return "(" + string.Join(' ',
            ImapText.NString(message.Headers.Get("Date")),
            ImapText.NString(message.Headers.Get("Subject")),
            from,
            message.Sender is { } sender ? $"({Address(sender)})" : from,
            message.ReplyTo.Count == 0 ? from : Addresses(message.ReplyTo),
            Addresses(message.To),
            Addresses(message.Cc),
            Addresses(message.Bcc),
            ImapText.NString(message.Headers.Get("In-Reply-To")),
            ImapText.NString(message.Headers.Get("Message-ID"))) + ")";
    }

    private static string Addresses(AddressList list) => list.Count == 0 ? "NIL" : $"({string.Concat(list.Select(Address))})";

    private static string Address(Mailbox address) =>
        $"({ImapText.NString(address.DisplayName.Length == 0 ? null : ImapText.EncodedWord(address.DisplayName))} NIL {ImapText.NString(address.LocalPart)} {ImapText.NString(address.Domain)})";
}
