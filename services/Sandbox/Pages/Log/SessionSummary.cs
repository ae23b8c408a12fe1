namespace HelpdeskMail.Sandbox.Pages.Log;

/// <summary>A conversation as the list shows it.</summary>
public sealed record SessionSummary
{
    public required Guid Id { get; init; }

    /// <summary><c>imap</c>, <c>pop3</c> or <c>smtp</c>.</summary>
    public required string Protocol { get; init; }

    public required string Remote { get; init; }

    /// <summary>Who signed in; null: nobody.</summary>
    public string? Account { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public required int Lines { get; init; }

    /// <summary>The last thing said.</summary>
    public string? Last { get; init; }
}
