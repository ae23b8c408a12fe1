namespace HelpdeskMail.Mail.Text;

/// <summary>HTML of a reply in two halves.</summary>
/// <param name="New">What was written for this message, open elements closed; not made safe.</param>
/// <param name="Quoted">The history, or null when there is none; not made safe.</param>
public sealed record HtmlReplySplit(string New, string? Quoted);
