namespace HelpdeskMail.Mail.Mime;

/// <summary>Collects defects up to a limit, so that hostile input cannot turn each byte into an object.</summary>
internal sealed class DefectLog(int limit)
{
    private readonly List<MimeDefect> kept = [];
    private readonly HashSet<(MimeDefectKind Kind, int Offset)> seen = [];

    public IReadOnlyList<MimeDefect> Kept => kept;

    public int Count { get; private set; }

    public void Add(MimeDefectKind kind, int offset, string words)
    {
        // A property that is asked twice notices its fault twice.
        if (kept.Count > 0 && seen.Contains((kind, offset)))
        {
            return;
        }

        Count++;
        if (kept.Count < limit)
        {
            seen.Add((kind, offset));
            kept.Add(new(kind, offset, words));
        }
    }
}
