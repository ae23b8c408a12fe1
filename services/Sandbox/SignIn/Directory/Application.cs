namespace HelpdeskMail.Sandbox.SignIn.Directory;

/// <summary>An app registration together with what its tenant granted to it.</summary>
public sealed record Application
{
    public required Guid ClientId { get; init; }

    public required Guid TenantId { get; init; }

    public required string Name { get; init; }

    /// <summary>False: only its own tenant's endpoints serve it (AADSTS50194 on <c>common</c>).</summary>
    public bool MultiTenant { get; init; }

    /// <summary>The portal's «Allow public client flows».</summary>
    public bool PublicClient { get; init; }

    public bool Disabled { get; init; }

    public string[] RedirectUris { get; init; } = [];

    /// <summary>Delegated permissions that <c>.default</c> stands for, with their resource.</summary>
    public string[] DelegatedPermissions { get; init; } = [];

    /// <summary>Application permissions with admin consent, such as <c>IMAP.AccessAsApp</c>.</summary>
    public string[] ApplicationRoles { get; init; } = [];

    /// <summary>Application permissions of the registration, consented to or not.</summary>
    public string[] RequestedRoles { get; init; } = [];

    /// <summary>The mailboxes the application has FullAccess to; <c>*</c> stands for any characters.</summary>
    public string MailboxPattern { get; init; } = "";
}
