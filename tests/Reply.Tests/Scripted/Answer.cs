namespace HelpdeskMail.Reply.Tests.Scripted;

/// <summary>What a scripted server does with a message: whether it takes it, and what it says; no words drop the connection.</summary>
public sealed record Answer(bool Takes, string? Words)
{
    public static Answer Take { get; } = new(Takes: true, "250 2.0.0 queued as 4711");

    public static Answer TakeAndDrop { get; } = new(Takes: true, Words: null);

    public static Answer LoseAndDrop { get; } = new(Takes: false, Words: null);

    public static Answer Refuse(string words) => new(Takes: false, words);
}
