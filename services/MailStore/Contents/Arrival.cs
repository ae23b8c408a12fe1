namespace HelpdeskMail.MailStore.Contents;

/// <summary>What became of bytes that were read from a caller.</summary>
internal abstract record Arrival
{
    private Arrival()
    {
    }

    /// <summary>They are all here.</summary>
    public sealed record Whole(StagedContent Content) : Arrival;

    /// <summary>They are more than <paramref name="Limit"/>; nothing of them is kept.</summary>
    public sealed record TooLarge(long Limit) : Arrival;
}
