namespace HelpdeskMail.Contracts.Mailboxes;

/// <summary>How far a folder has been read.</summary>
/// <param name="Name">Its name; empty for POP3, which has one folder.</param>
/// <param name="FirstReading">Whether mail that was there before is still being taken: after linking, or after the server gave its messages new keys.</param>
/// <param name="Waiting">Messages that were found and are still to be taken.</param>
/// <param name="Total">Messages that the present or last reading began with.</param>
/// <param name="Rate">Messages a second in that reading; null before anything was taken.</param>
/// <param name="TimeLeft">Until all are taken at that rate; null when none waits.</param>
/// <param name="MovedAt">When its place last moved.</param>
public sealed record MailboxFolder(string Name, bool FirstReading, int Waiting, int Total, double? Rate, TimeSpan? TimeLeft, DateTimeOffset MovedAt);
