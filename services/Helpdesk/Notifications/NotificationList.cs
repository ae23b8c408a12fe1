namespace HelpdeskMail.Helpdesk.Notifications;

/// <summary>News for one person.</summary>
/// <param name="Now">What to ask from the next time.</param>
/// <param name="Items">The news, oldest first.</param>
public sealed record NotificationList(DateTimeOffset Now, IReadOnlyList<Notification> Items);
