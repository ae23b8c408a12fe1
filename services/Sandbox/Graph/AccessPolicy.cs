namespace HelpdeskMail.Sandbox.Graph;

/// <summary>One of Exchange's application access policies: which mailboxes an application may or may not reach by itself. It narrows Graph only, never IMAP, POP3 and SMTP.</summary>
public sealed record AccessPolicy
{
    public const string Restrict = "RestrictAccess";
    public const string Deny = "DenyAccess";

    public required Guid Id { get; init; }

    public required Guid ClientId { get; init; }

    /// <summary><see cref="Restrict"/>: these mailboxes and no others; <see cref="Deny"/>: all but these.</summary>
    public required string AccessRight { get; init; }

    /// <summary>Members of the policy's group, as addresses; <c>*</c> stands for any characters.</summary>
    public required string[] Mailboxes { get; init; }

    public string Description { get; init; } = "";

    public DateTimeOffset CreatedAt { get; init; }
}
