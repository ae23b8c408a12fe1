namespace HelpdeskMail.Sandbox.Pages.Log;

/// <summary>One line of a protocol log.</summary>
public sealed record SessionLine
{
    public required DateTimeOffset At { get; init; }

    /// <summary><c>client</c>, <c>server</c>, or <c>note</c> for a remark of the Sandbox's own.</summary>
    public required string Direction { get; init; }

    public required string Text { get; init; }
}
