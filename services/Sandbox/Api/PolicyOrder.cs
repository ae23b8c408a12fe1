namespace HelpdeskMail.Sandbox.Api;

/// <summary>An application access policy to be, in the words of <c>New-ApplicationAccessPolicy</c>.</summary>
/// <param name="Mailboxes">Members of its group: addresses, <c>*</c> stands for any characters.</param>
/// <param name="ClientId">Null: the main application.</param>
/// <param name="AccessRight"><c>RestrictAccess</c> (these and no others) or <c>DenyAccess</c> (all but these).</param>
/// <param name="Description">For people.</param>
public sealed record PolicyOrder(string[] Mailboxes, Guid? ClientId = null, string AccessRight = "RestrictAccess", string Description = "");
