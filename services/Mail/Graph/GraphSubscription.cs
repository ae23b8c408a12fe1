namespace HelpdeskMail.Mail.Graph;

/// <summary>A subscription to the changes of a folder.</summary>
/// <param name="Id">Graph's name for it.</param>
/// <param name="ExpiresAt">When it ends unless it is renewed; Graph may have shortened what was asked for.</param>
public sealed record GraphSubscription(string Id, DateTimeOffset ExpiresAt);
