namespace HelpdeskMail.Helpdesk.CannedAnswers;

/// <summary>Words whose fields were filled.</summary>
/// <param name="Text">Markdown.</param>
public sealed record FilledWords(string Text);
