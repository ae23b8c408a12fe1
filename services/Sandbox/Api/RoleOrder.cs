namespace HelpdeskMail.Sandbox.Api;

/// <summary>A role assignment to be, in the words of <c>New-ManagementRoleAssignment</c>.</summary>
/// <param name="Role">Such as <c>Application Mail.ReadWrite</c>.</param>
/// <param name="Mailboxes">The management scope: addresses, <c>*</c> stands for any characters.</param>
/// <param name="ClientId">Null: the main application.</param>
public sealed record RoleOrder(string Role, string[] Mailboxes, Guid? ClientId = null);
