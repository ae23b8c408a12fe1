namespace HelpdeskMail.Sandbox.Wire;

/// <summary>Something to be written about a session.</summary>
public abstract record SessionEvent(Guid Session)
{
    public sealed record Started(Guid Session, string Protocol, string Remote, DateTimeOffset At) : SessionEvent(Session);

    public sealed record SignedIn(Guid Session, string Account) : SessionEvent(Session);

    public sealed record Line(Guid Session, int Number, DateTimeOffset At, string Direction, string Text) : SessionEvent(Session);

    public sealed record Ended(Guid Session, DateTimeOffset At) : SessionEvent(Session);
}
