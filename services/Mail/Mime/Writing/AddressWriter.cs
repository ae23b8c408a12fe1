using System.Buffers;
using System.Globalization;
using System.Text;

namespace HelpdeskMail.Mail.Mime.Writing;

/// <summary>Writes mailboxes and checks that what is written is one address and nothing else.</summary>
internal static class AddressWriter
{
    private static readonly SearchValues<char> NeverInLocalPart = SearchValues.Create("<>@,;:\\\"()[]");

    /// <summary>Adds mailboxes with commas between.</summary>
    public static void Write(FoldedField field, IReadOnlyList<Mailbox> mailboxes)
    {
        for (var i = 0; i < mailboxes.Count; i++)
        {
            var address = Normalise(mailboxes[i].Address);
            if (mailboxes[i].DisplayName.Length > 0)
            {
                EncodedWordWriter.Phrase(field, mailboxes[i].DisplayName);
                address = $"<{address}>";
            }

            field.Word(i < mailboxes.Count - 1 ? address + "," : address);
        }
    }

    /// <summary>
    /// The address as it goes into header and envelope: a domain beyond ASCII as punycode where the local part is ASCII, so that no
    /// server needs SMTPUTF8 for it; both halves as they are otherwise (RFC 6531).
    /// </summary>
    public static string Normalise(string address)
    {
        if (address.Length == 0)
        {
            throw new OutgoingMessageException("A sender or recipient has no address. Fill it in, or leave them out, and send again.");
        }

        var at = address.LastIndexOf('@');
        if (at <= 0 || at == address.Length - 1 || address.Length > 320)
        {
            throw Refuse(address, "it is not of the form name@domain");
        }

        var local = address[..at];
        var domain = address[(at + 1)..];
        if (!Atoms.IsDotAtom(local) && !IsQuotedString(local))
        {
            // Blanks and doubled dots occur in real addresses; the others only where somebody tries something.
            local = local.AsSpan().IndexOfAny(NeverInLocalPart) >= 0 || local.Any(char.IsControl) || !Ascii.IsValid(local) ? throw Refuse(address, "the part before the @ has characters that no address may have") : EncodedWordWriter.Quoted(local);
        }

        if (domain[0] == '[')
        {
            return domain[^1] == ']' && domain.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or ':' or '[' or ']' or '-')
                ? $"{local}@{domain}"
                : throw Refuse(address, "the address in brackets after the @ is not one");
        }

        if (!Atoms.IsDotAtom(domain))
        {
            throw Refuse(address, "the part after the @ is not a domain");
        }

        return Ascii.IsValid(local) ? $"{local}@{ToAscii(address, domain)}" : $"{local}@{domain}";
    }

    /// <summary>Whether the address can only be sent through servers with SMTPUTF8.</summary>
    public static bool NeedsSmtpUtf8(string normalised) => !Ascii.IsValid(normalised);

    private static string ToAscii(string address, string domain)
    {
        if (Ascii.IsValid(domain))
        {
            return domain;
        }

        try
        {
            return new IdnMapping().GetAscii(domain);
        }
        catch (ArgumentException)
        {
            throw Refuse(address, "the domain cannot be written in ASCII");
        }
    }

    private static bool IsQuotedString(string local)
    {
        if (local.Length < 2 || local[0] != '"' || local[^1] != '"')
        {
            return false;
        }

        for (var i = 1; i < local.Length - 1; i++)
        {
            var isEscaped = local[i] == '\\';
            i += isEscaped ? 1 : 0;
            if (i >= local.Length - 1 || local[i] is < ' ' or > '~' || (local[i] == '"' && !isEscaped))
            {
                return false;
            }
        }

        return true;
    }

    private static OutgoingMessageException Refuse(string address, string why) =>
        new($"The address «{EncodedWordWriter.Clean(address)}» cannot be used: {why}. Correct it and send again.");
}
