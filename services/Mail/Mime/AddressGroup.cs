namespace HelpdeskMail.Mail.Mime;

/// <summary>A named group of an address field (RFC 5322 section 3.4), such as «undisclosed-recipients:;».</summary>
/// <param name="Name">Name for people, decoded.</param>
/// <param name="Members">Its mailboxes; often none.</param>
public sealed record AddressGroup(string Name, IReadOnlyList<Mailbox> Members);
