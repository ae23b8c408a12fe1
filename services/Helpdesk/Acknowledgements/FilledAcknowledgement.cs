namespace HelpdeskMail.Helpdesk.Acknowledgements;

/// <summary>An acknowledgement as its reader gets it.</summary>
/// <param name="Subject">Subject.</param>
/// <param name="Text">Plain text.</param>
public sealed record FilledAcknowledgement(string Subject, string Text);
