namespace HelpdeskMail.Contracts.SystemEmails;

/// <summary>How the mail of a system email is sent.</summary>
/// <param name="Protocol">The protocol.</param>
/// <param name="Server">Server and its protection.</param>
/// <param name="Timeout">How long one command may wait for its answer.</param>
public sealed record SendingSettings(SendingProtocol Protocol, ServerSettings Server, TimeSpan Timeout);
