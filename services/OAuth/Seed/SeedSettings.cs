namespace HelpdeskMail.OAuth.Seed;

/// <summary>What a first run begins with (configuration section <c>Seed</c>).</summary>
public sealed record SeedSettings
{
    /// <summary>Whether the Sandbox's support mailbox is added and linked. In the Development environment only.</summary>
    public bool Sandbox { get; init; }
}
