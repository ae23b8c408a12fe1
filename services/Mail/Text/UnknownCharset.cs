namespace HelpdeskMail.Mail.Text;

/// <summary>A charset that a text names and nobody here knows.</summary>
/// <param name="Name">The name as it is written.</param>
/// <param name="ReadAs">The charset that the text was read by instead: the likeliest one.</param>
public sealed record UnknownCharset(string Name, string ReadAs);
