namespace HelpdeskMail.OAuth.Tests.Running;

/// <summary>The system's clock, set ahead by what a test says. Timers keep their pace.</summary>
public sealed class ShiftedTime : TimeProvider
{
    public TimeSpan Ahead { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
}
