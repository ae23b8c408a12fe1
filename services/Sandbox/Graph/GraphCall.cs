using HelpdeskMail.Sandbox.SignIn.Directory;

namespace HelpdeskMail.Sandbox.Graph;

/// <summary>A request to a mailbox that was let in.</summary>
public sealed record GraphCall
{
    public required HttpContext Context { get; init; }

    public required GraphCaller Caller { get; init; }

    /// <summary>Whose mailbox it is.</summary>
    public required Account Owner { get; init; }

    public required long MailboxId { get; init; }

    /// <summary><c>Prefer: IdType="ImmutableId"</c>.</summary>
    public required bool ImmutableIds { get; init; }

    /// <summary><c>Prefer: odata.maxpagesize=N</c>.</summary>
    public int? MaxPageSize { get; init; }

    /// <summary><c>Prefer: outlook.body-content-type="text"</c>, or <c>html</c>; null: each body as it is.</summary>
    public string? BodyType { get; init; }

    public CancellationToken Cancellation => Context.RequestAborted;

    /// <summary>Address of the request without its query, for links to further pages.</summary>
    public string Address => $"{Context.Request.Scheme}://{Context.Request.Host}{Context.Request.PathBase}{Context.Request.Path}";

    /// <summary>Address of the service with its version.</summary>
    public string Service => $"{Context.Request.Scheme}://{Context.Request.Host}/v1.0";

    /// <summary>A segment of the path by its name in the route.</summary>
    public string Segment(string name) => (string?)Context.Request.RouteValues[name] ?? "";
}
