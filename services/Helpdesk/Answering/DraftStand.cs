namespace HelpdeskMail.Helpdesk.Answering;

/// <summary>What a page's script is told of its draft.</summary>
/// <param name="State">kept, changed (another page has kept other words), sent, or gone (thrown away by another page).</param>
/// <param name="Version">What the page names with its next words, if it keeps them.</param>
/// <param name="ReplyId">The reply that the page's words become, if it keeps them; null where that stays.</param>
/// <param name="Other">The other words, when it was changed; else null.</param>
public sealed record DraftStand(string State, long Version, Guid? ReplyId = null, DraftWords? Other = null)
{
    /// <summary>Tells it.</summary>
    public static DraftStand Of(DraftKeeping keeping) => keeping switch
    {
        DraftKeeping.Kept kept => new DraftStand("kept", kept.Version),
        DraftKeeping.Changed { Other: var other } => new DraftStand("changed", other.Version ?? 0, other.ReplyId, new DraftWords(other.ReplyId, other.To, other.Cc, other.Bcc, other.Text, other.Forward)),
        DraftKeeping.Sent => new DraftStand("sent", 0, Guid.NewGuid()),
        _ => new DraftStand("gone", 0, Guid.NewGuid()),
    };
}
