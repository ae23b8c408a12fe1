using System.Text;
using HelpdeskMail.Mail.Mime;

namespace HelpdeskMail.Sandbox.Pages.Mail;

/// <summary>What a page shows of a mail.</summary>
public sealed record MessageContent
{
    public required string Subject { get; init; }

    public required string From { get; init; }

    public required string To { get; init; }

    public required string Cc { get; init; }

    public required DateTimeOffset? Date { get; init; }

    public required string? MessageId { get; init; }

    public required string InReplyTo { get; init; }

    /// <summary>The first plain text part that is no file; null where there is none.</summary>
    public required string? Text { get; init; }

    public required bool HasHtml { get; init; }

    public required IReadOnlyList<MessageFile> Files { get; init; }

    /// <summary>The bytes as text, for reading.</summary>
    public required string Source { get; init; }

    public static MessageContent Read(byte[] raw)
    {
        var message = MimeMessage.Parse(raw);
        var parts = Parts(message);
        return new MessageContent
        {
            Subject = message.Subject ?? "",
            From = message.From.ToString(),
            To = message.To.ToString(),
            Cc = message.Cc.ToString(),
            Date = message.Date,
            MessageId = message.MessageId,
            InReplyTo = string.Join(' ', message.InReplyTo),
            Text = parts.FirstOrDefault(part => part.ContentType.Is("text", "plain") && !part.IsAttachment)?.Text(),
            HasHtml = Html(message) is not null,
            Files = [.. parts.Select((part, index) => (part, index)).Where(entry => IsFile(entry.part)).Select(entry => MessageFile.Of(entry.part, entry.index))],
            Source = Encoding.UTF8.GetString(raw),
        };
    }

    /// <summary>The leaves of a message in order; a page addresses them by their place.</summary>
    public static IReadOnlyList<MimePart> Parts(MimeMessage message) => [.. message.Root.Walk().Where(part => part.Children.Count == 0)];

    /// <summary>The part that shows the mail as HTML.</summary>
    public static MimePart? Html(MimeMessage message) => Parts(message).FirstOrDefault(part => part.ContentType.Is("text", "html") && !part.IsAttachment);

    private static bool IsFile(MimePart part) => part.IsAttachment || part.FileName is not null || !part.ContentType.IsText;
}
