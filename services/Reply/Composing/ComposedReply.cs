using HelpdeskMail.Mail.Sending;

namespace HelpdeskMail.Reply.Composing;

/// <summary>A reply ready to leave.</summary>
/// <param name="Recipients">Every recipient once: To, Cc and Bcc.</param>
/// <param name="Content">Its bytes.</param>
internal sealed record ComposedReply(IReadOnlyList<string> Recipients, MessageContent Content);
