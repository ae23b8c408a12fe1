using HelpdeskMail.Contracts.SystemEmails;

namespace HelpdeskMail.Fetch.ServerActions;

/// <summary>Something to be done on the server for a stored message.</summary>
internal sealed class PendingAction
{
    public string Key { get; init; } = "";

    public AfterStoring Action { get; init; }

    public string? Target { get; init; }

    /// <summary>The size that was listed for the message when it was read; null where none was.</summary>
    public long? Size { get; init; }
}
