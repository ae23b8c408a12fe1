namespace HelpdeskMail.Mail.Mime;

/// <summary>Collects defects up to a limit, so that hostile input cannot turn each byte into an object.</summary>
internal sealed class DefectLog(int limit)
{
    private readonly List<MimeDefect> kept = [];

    public IReadOnlyList<MimeDefect> Kept => kept;

    public int Count { get; private set; }

    public void Add(MimeDefectKind kind, int offset, string words)
    {
        Count++;
        if (kept.Count < limit)
        {
            kept.Add(new(kind, offset, words));
        }
    }
}
