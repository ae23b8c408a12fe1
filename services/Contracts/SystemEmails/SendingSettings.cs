namespace HelpdeskMail.Contracts.SystemEmails;

/// <summary>How the mail of a system email is sent.</summary>
/// <param name="Protocol">The protocol.</param>
/// <param name="Server">Server and its protection. With <see cref="SendingProtocol.Graph"/> the service's host and port, <c>graph.microsoft.com</c> and 443.</param>
/// <param name="Timeout">How long one command may wait for its answer.</param>
public sealed record SendingSettings(SendingProtocol Protocol, ServerSettings Server, TimeSpan Timeout)
{
    /// <summary>How many messages one session sends before it is closed.</summary>
    public BatchSize Batch { get; init; } = BatchSize.Medium;

    /// <summary>What the provider lets this mailbox send.</summary>
    public SendingLimits Limits { get; init; } = SendingLimits.None;

    /// <summary>The other way that is taken when this one cannot be used at all; null when the admin allows none.</summary>
    public SendingSettings? Fallback { get; init; }
}
