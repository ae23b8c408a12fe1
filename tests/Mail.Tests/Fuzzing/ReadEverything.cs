using HelpdeskMail.Mail.Mime;
using HelpdeskMail.Mail.Text;

namespace HelpdeskMail.Mail.Tests.Fuzzing;

/// <summary>Asks a message for everything it can tell, to see that nothing throws.</summary>
internal static class ReadEverything
{
    /// <summary>Reads all members of all parts; gives the number of characters and bytes that came out.</summary>
    public static long Of(MimeMessage message)
    {
        var size = Header(message);
        foreach (var part in message.Root.Walk(intoMessages: true))
        {
            size += part.Headers.Sum(field => (long)field.Name.Length + field.Text.Length);
            size += (part.FileName?.Length ?? 0) + (part.ContentId?.Length ?? 0) + (part.Description?.Length ?? 0) + part.PartPath.Length;
            size += part.DecodedBody().Length + part.RawHeader.Length + part.RawPreamble.Length + part.RawEpilogue.Length + part.Raw.Length;
            size += part.ContentType.IsText ? part.Text().Length : 0;
            size += part.Message is { } attached ? Header(attached) : 0;
        }

        var body = ReadableBody.From(message);
        var reply = ReplyText.Split(body.Text);
        size += reply.NewText.Length + reply.Quoted.Length + reply.Signature.Length + SubjectText.Base(message.Subject).Length + SubjectText.WithoutTicket(message.Subject).Length;
        size += body.Html is null ? 0 : ReplyText.SplitHtml(body.Html).New.Length + HtmlText.ToPlain(body.Html).Length;
        return size + body.Files.Sum(file => (long)file.Bytes().Length);
    }

    private static long Header(MimeMessage message)
    {
        var lists = message.From.Concat(message.To).Concat(message.Cc).Concat(message.Bcc).Concat(message.ReplyTo).Sum(mailbox => (long)mailbox.ToString().Length);
        return lists + (message.Sender?.Domain.Length ?? 0) + (message.Subject?.Length ?? 0) + (message.Date?.Year ?? 0)
            + message.References.Count + message.InReplyTo.Count + (message.MessageId?.Length ?? 0) + (message.ReturnPath?.Length ?? 0);
    }
}
