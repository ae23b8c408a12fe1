namespace HelpdeskMail.Contracts.SystemEmails.Admin;

/// <summary>What was last met on one side of a system email.</summary>
/// <param name="ObservedAt">When; null when nothing was tried yet.</param>
/// <param name="Since">Since when it is so; null when nothing was tried yet.</param>
/// <param name="Problem">What is wrong; null when all was well or nothing was tried yet.</param>
public sealed record SideHealth(DateTimeOffset? ObservedAt, DateTimeOffset? Since, MailboxProblem? Problem);
