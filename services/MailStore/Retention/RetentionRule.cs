namespace HelpdeskMail.MailStore.Retention;

/// <summary>How long the raw bytes of received mail are kept once it is handled (configuration <c>MailStore:Retention:0:KeepFor</c> and so on).</summary>
public sealed record RetentionRule
{
    /// <summary>The system email whose mail it is for; null for every one that has no rule of its own.</summary>
    public Guid? SystemEmailId { get; init; }

    /// <summary>From storing to removing, as days and time: <c>365.00:00:00</c>. At least a day.</summary>
    public TimeSpan KeepFor { get; init; } = TimeSpan.FromDays(365);
}
