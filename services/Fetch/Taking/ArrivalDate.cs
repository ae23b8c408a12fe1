using HelpdeskMail.Mail.Mime;
using HelpdeskMail.Mail.Mime.Fields;

namespace HelpdeskMail.Fetch.Taking;

/// <summary>When a message arrived, where its server does not tell (POP3): by the topmost Received field, which that server wrote, else by its Date.</summary>
internal static class ArrivalDate
{
    /// <summary>The date; null when the message has none that can be read.</summary>
    public static DateTimeOffset? Of(ReadOnlyMemory<byte> raw)
    {
        var message = MimeMessage.Parse(raw);
        var received = message.Headers.Get("Received");
        return (received is null ? null : MailDate.Parse(received[(received.LastIndexOf(';') + 1)..])) ?? message.Date;
    }
}
