namespace HelpdeskMail.Reply.Queue;

/// <summary>The queue in figures.</summary>
/// <param name="Counts">Replies that are not settled, by state.</param>
/// <param name="OldestSeconds">Age of the oldest one that is due; 0 for none.</param>
/// <param name="Held">Mailboxes that are held.</param>
internal sealed record QueueFigures(IReadOnlyDictionary<string, long> Counts, double OldestSeconds, int Held)
{
    /// <summary>Before the first look.</summary>
    public static QueueFigures Empty { get; } = new(new Dictionary<string, long>(StringComparer.Ordinal), 0, 0);
}
