namespace HelpdeskMail.Mail.Graph;

/// <summary>Choices for a mailbox in Microsoft Graph.</summary>
public sealed record GraphOptions
{
    /// <summary>Where Graph is, version included, with a slash at the end. The national clouds have hosts of their own.</summary>
    public Uri BaseAddress { get; init; } = new("https://graph.microsoft.com/v1.0/");

    /// <summary>Messages a page of a list; Graph takes up to 1,000.</summary>
    public int PageSize { get; init; } = 200;

    /// <summary>How long an answer may take to begin.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(2);
}
