namespace HelpdeskMail.Helpdesk.Answering;

/// <summary>What became of the wish of a page to keep a draft, or how the draft stands for that page. Closed set of cases.</summary>
public abstract record DraftKeeping
{
    private DraftKeeping()
    {
    }

    /// <summary>It is kept as the page has it.</summary>
    /// <param name="Version">What the page names with its next words; 0 where nothing is kept yet.</param>
    public sealed record Kept(long Version) : DraftKeeping;

    /// <summary>Another page has kept other words since this one read the draft; nothing was changed.</summary>
    /// <param name="Other">Those words.</param>
    public sealed record Changed(Draft Other) : DraftKeeping;

    /// <summary>The answer that it was to become was taken to be sent; nothing was kept.</summary>
    public sealed record Sent : DraftKeeping;

    /// <summary>The draft was thrown away by another page, or the ticket is gone; nothing was kept.</summary>
    public sealed record Gone : DraftKeeping;
}
