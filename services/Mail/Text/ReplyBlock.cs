namespace HelpdeskMail.Mail.Text;

/// <summary>A stretch of whole lines of one kind.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its lines with LF between, without empty ones at either end.</param>
public sealed record ReplyBlock(ReplyBlockKind Kind, string Text);
