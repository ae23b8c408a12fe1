namespace HelpdeskMail.Sandbox.SignIn.Directory;

/// <summary>A role that Exchange gives an application on some mailboxes (RBAC for Applications).</summary>
public sealed record RoleAssignment
{
    public static readonly IReadOnlyList<string> Roles = ["Application Mail.Read", "Application Mail.ReadBasic", "Application Mail.ReadWrite", "Application Mail.Send", "Application SMTP.SendAsApp"];

    public required Guid Id { get; init; }

    public required Guid ClientId { get; init; }

    /// <summary>One of <see cref="Roles"/>.</summary>
    public required string Role { get; init; }

    /// <summary>Addresses; <c>*</c> stands for any characters.</summary>
    public required string[] Mailboxes { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}
