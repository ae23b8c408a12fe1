namespace HelpdeskMail.Helpdesk.Signatures;

/// <summary>A signature to be kept.</summary>
/// <param name="Text">Markdown with fields; empty for none.</param>
public sealed record SignatureDraft(string? Text);
