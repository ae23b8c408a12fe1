namespace HelpdeskMail.Contracts.SystemEmails;

/// <summary>What a provider lets one mailbox send; kept across replicas. Null is no limit.</summary>
/// <param name="MessagesPerMinute">Messages begun within any minute.</param>
/// <param name="RecipientsPerDay">Recipients within any 24 hours.</param>
/// <param name="Connections">Sessions open at once.</param>
public sealed record SendingLimits(int? MessagesPerMinute, int? RecipientsPerDay, int? Connections)
{
    /// <summary>No limit.</summary>
    public static SendingLimits None { get; } = new(null, null, null);

    /// <summary>Exchange Online: 30 messages a minute, 10,000 recipients a day, 3 connections (Microsoft, "Exchange Online limits", sending limits; concurrent SMTP AUTH connections).</summary>
    public static SendingLimits ExchangeOnline { get; } = new(30, 10_000, 3);

    /// <summary>Google Workspace: 2,000 messages a day, taken as recipients, and 10 connections (Google, "Gmail sending limits in Google Workspace").</summary>
    public static SendingLimits GoogleWorkspace { get; } = new(null, 2_000, 10);
}
