namespace HelpdeskMail.Contracts.Replies;

/// <summary>A recipient.</summary>
/// <param name="Address">The bare address, <c>local@domain</c>.</param>
/// <param name="Name">Name to show; null when none is known.</param>
public sealed record ReplyAddress(string Address, string? Name);
