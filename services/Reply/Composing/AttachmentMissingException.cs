namespace HelpdeskMail.Reply.Composing;

/// <summary>A file of a reply is not in the MailStore. The agent mends it: attach it again and send anew.</summary>
internal sealed class AttachmentMissingException(string fileName) : Exception($"The attachment «{fileName}» is not kept any more; attach it again.");
