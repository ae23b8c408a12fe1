using HelpdeskMail.Mail.Mime;

namespace HelpdeskMail.Sandbox.Mailboxes;

/// <summary>A message as lists show it.</summary>
public sealed record MessageSummary(
    long Uid, string Sender, string To, string Subject, string? MessageId, string? InReplyTo, DateTimeOffset ReceivedAt, int Size, IReadOnlyList<string> Flags)
{
    public static MessageSummary Of(FolderMessage message, byte[] raw)
    {
        var content = MimeMessage.Parse(raw);
        return new MessageSummary(
            message.Uid,
            content.From.ToString(),
            content.To.ToString(),
            content.Subject ?? "",
            content.MessageId,
            content.InReplyTo is [var first, ..] ? first : null,
            message.ReceivedAt,
            message.Size,
            message.Flags);
    }
}
