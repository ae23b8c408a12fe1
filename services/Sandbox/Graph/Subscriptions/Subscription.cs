namespace HelpdeskMail.Sandbox.Graph.Subscriptions;

/// <summary>Somebody's wish to be told of changes in a folder or a mailbox.</summary>
public sealed record Subscription
{
    public required Guid Id { get; init; }

    public required Guid ClientId { get; init; }

    public required Guid TenantId { get; init; }

    /// <summary>The person a delegated token was given to; null: the application.</summary>
    public Guid? CreatorId { get; init; }

    /// <summary>Whose mailbox it is.</summary>
    public required Guid OwnerId { get; init; }

    public required long MailboxId { get; init; }

    /// <summary>Null: the whole mailbox.</summary>
    public long? FolderId { get; init; }

    /// <summary>As it was asked for.</summary>
    public required string Resource { get; init; }

    /// <summary><c>created</c>, <c>updated</c>, <c>deleted</c>, joined by commas.</summary>
    public required string ChangeType { get; init; }

    public required string NotificationUrl { get; init; }

    /// <summary>Where <c>reauthorizationRequired</c>, <c>subscriptionRemoved</c> and <c>missed</c> go; null: nowhere.</summary>
    public string? LifecycleUrl { get; init; }

    /// <summary>Comes back with each notification.</summary>
    public string? ClientState { get; init; }

    public required bool ImmutableIds { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public bool Wants(string change) => ChangeType.Split(',').Contains(change, StringComparer.Ordinal);
}
