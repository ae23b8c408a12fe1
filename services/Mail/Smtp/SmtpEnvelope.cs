using System.Globalization;
using System.Text;
using HelpdeskMail.Mail.Sending;

namespace HelpdeskMail.Mail.Smtp;

/// <summary>Writes MAIL and RCPT with the parameters that the server offers to take.</summary>
internal static class SmtpEnvelope
{
    public static string Mail(Envelope envelope, MessageContent content, SmtpExtensions extensions, bool utf8)
    {
        var command = new StringBuilder($"MAIL FROM:<{SmtpAddress.ForServer(envelope.From, utf8)}>");
        if (content.Size is { } size && extensions.Has("SIZE"))
        {
            command.Append(CultureInfo.InvariantCulture, $" SIZE={size}");
        }

        if (content.Has8Bit && extensions.Has("8BITMIME"))
        {
            command.Append(" BODY=8BITMIME");
        }

        command.Append(utf8 ? " SMTPUTF8" : "").Append(envelope.RequireTls ? " REQUIRETLS" : "");
        if (extensions.Has("DSN"))
        {
            command.Append(envelope.ReturnHeadersOnly ? " RET=HDRS" : "").Append(envelope.EnvelopeId is { } id ? $" ENVID={SmtpAddress.XText(id)}" : "");
        }

        return command.ToString();
    }

    public static string Recipient(EnvelopeRecipient recipient, SmtpExtensions extensions, bool utf8)
    {
        var command = new StringBuilder($"RCPT TO:<{SmtpAddress.ForServer(recipient.Address, utf8)}>");
        if (extensions.Has("DSN"))
        {
            command.Append(Notify(recipient.Notices)).Append(recipient.OriginalAddress is { } original ? $" ORCPT=rfc822;{SmtpAddress.XText(original)}" : "");
        }

        return command.ToString();
    }

    private static string Notify(DeliveryNotices notices)
    {
        if (notices.HasFlag(DeliveryNotices.Never))
        {
            return " NOTIFY=NEVER";
        }

        string[] wanted =
        [
            .. notices.HasFlag(DeliveryNotices.Success) ? ["SUCCESS"] : Array.Empty<string>(),
            .. notices.HasFlag(DeliveryNotices.Failure) ? ["FAILURE"] : Array.Empty<string>(),
            .. notices.HasFlag(DeliveryNotices.Delay) ? ["DELAY"] : Array.Empty<string>(),
        ];
        return wanted.Length > 0 ? $" NOTIFY={string.Join(',', wanted)}" : "";
    }
}
