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

    private static string Addresses(AddressList list)
    {
        var inGroups = list.Groups.SelectMany(group => group.Members).ToHashSet(ReferenceEqualityComparer.Instance);
        var written = string.Concat(list.Where(mailbox => !inGroups.Contains(mailbox)).Select(Address)) + string.Concat(list.Groups.Select(Group));
        return written.Length == 0 ? "NIL" : $"({written})";
    }

    /// <summary>A group stands between its name, as an address without a host, and one that has nothing at all.</summary>
    private static string Group(AddressGroup group) =>
        $"(NIL NIL {ImapText.NString(ImapText.EncodedWord(group.Name))} NIL){string.Concat(group.Members.Select(Address))}(NIL NIL NIL NIL)";

    private static string Address(Mailbox address) =>
        $"({ImapText.NString(address.DisplayName.Length == 0 ? null : ImapText.EncodedWord(address.DisplayName))} NIL {ImapText.NString(address.LocalPart)} {ImapText.NString(address.Domain)})";
}
