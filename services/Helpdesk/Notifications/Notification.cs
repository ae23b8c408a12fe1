namespace HelpdeskMail.Helpdesk.Notifications;

/// <summary>Something that happened.</summary>
/// <param name="Key">The same however often it is told.</param>
/// <param name="Title">What happened.</param>
/// <param name="Body">Of which ticket, and how it begins.</param>
/// <param name="Path">Where to look.</param>
public sealed record Notification(string Key, string Title, string Body, string Path);
