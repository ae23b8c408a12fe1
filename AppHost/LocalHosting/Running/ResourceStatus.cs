namespace HelpdeskMail.AppHost.LocalHosting.Running;

/// <summary>What is known of a resource at one moment.</summary>
internal sealed record ResourceStatus
{
    public required string Name { get; init; }

    /// <summary>project, server, database or connection: in the words of the page.</summary>
    public required string Kind { get; init; }

    public ResourceState State { get; init; } = ResourceState.Waiting;

    /// <summary>True, false, or null while nobody has asked.</summary>
    public bool? Healthy { get; init; }

    /// <summary>Whether not being healthy is news: it was healthy before, or has had more than enough time to become so.</summary>
    public bool Troubled { get; init; }

    /// <summary>Why it is not healthy, why it ended, or what it waits for.</summary>
    public string? Reason { get; init; }

    /// <summary>How it is run: the program, the version, the folder of its data.</summary>
    public string? Detail { get; init; }

    public int? ProcessId { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public int Restarts { get; init; }

    public int? ExitCode { get; init; }

    public IReadOnlyList<ResourceAddress> Addresses { get; init; } = [];

    public IReadOnlyList<EnvironmentValue> Environment { get; init; } = [];
}
