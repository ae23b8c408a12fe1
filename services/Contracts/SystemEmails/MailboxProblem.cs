namespace HelpdeskMail.Contracts.SystemEmails;

/// <summary>Why a mailbox cannot be worked with, in words an admin can act on.</summary>
/// <param name="Code">Stable and searchable: <c>sign_in_refused</c>, <c>certificate_untrusted</c>, <c>connection_refused</c> …</param>
/// <param name="What">What happened.</param>
/// <param name="Remedy">What to do about it.</param>
/// <param name="ServerAnswer">The server's own words, secrets removed; null when no server answered.</param>
/// <param name="RetryAt">When it is tried again by itself; null when a person has to act first.</param>
public sealed record MailboxProblem(string Code, string What, string Remedy, string? ServerAnswer, DateTimeOffset? RetryAt);
