namespace HelpdeskMail.Contracts.SystemEmails.Admin;

/// <summary>State of a system email: what its tokens say and what Fetch and Reply met, the worst first.</summary>
/// <param name="State">The state.</param>
/// <param name="Since">Since when.</param>
/// <param name="Problem">Why, and what to do; null while all is well.</param>
/// <param name="Receiving">The side that reads; null when it does not read.</param>
/// <param name="Sending">The side that sends; null when it does not send.</param>
public sealed record LinkHealth(LinkState State, DateTimeOffset Since, MailboxProblem? Problem, SideHealth? Receiving, SideHealth? Sending);
