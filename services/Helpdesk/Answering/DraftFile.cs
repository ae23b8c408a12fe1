namespace HelpdeskMail.Helpdesk.Answering;

/// <summary>A file that was sent to <c>/api/v1/files</c>.</summary>
/// <param name="Content">SHA-256 of its bytes, as that address answered.</param>
/// <param name="FileName">Name the recipient sees.</param>
/// <param name="MediaType">What it is, <c>image/png</c>.</param>
public sealed record DraftFile(string Content, string FileName, string MediaType);
