namespace HelpdeskMail.Sandbox.Graph;

/// <summary>A refusal in Graph's words.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">Graph's <c>error.code</c>.</param>
/// <param name="Message">The sentence.</param>
public sealed record GraphError(int Status, string Code, string Message)
{
    /// <summary>Seconds for the header <c>Retry-After</c>.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>JSON of a claims challenge (continuous access evaluation), sent in <c>WWW-Authenticate</c>.</summary>
    public string? Claims { get; init; }
}
