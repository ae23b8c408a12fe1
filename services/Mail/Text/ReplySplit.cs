namespace HelpdeskMail.Mail.Text;

/// <summary>A reply taken apart; the blocks in order hold all of it.</summary>
/// <param name="Blocks">The stretches, first to last; empty ones are left out.</param>
public sealed record ReplySplit(IReadOnlyList<ReplyBlock> Blocks)
{
    /// <summary>
    /// What was written for this message. An answer between quoted lines keeps the lines it answers; one above or below a message that
    /// is quoted in one piece does not.
    /// The whole text when nothing new can be found, so that a reader never sees an empty message for a full one.
    /// </summary>
    public string NewText => Blocks.Any(block => block.Kind == ReplyBlockKind.New) ? Join(NewBlocks()) : Join(Blocks);

    /// <summary>The quoted history, for folding away.</summary>
    public string Quoted => Join(Blocks.Where(block => block.Kind == ReplyBlockKind.Quoted));

    /// <summary>The signature.</summary>
    public string Signature => Join(Blocks.Where(block => block.Kind == ReplyBlockKind.Signature));

    /// <summary>Whether new lines stand between quoted ones.</summary>
    public bool IsInterleaved
    {
        get
        {
            var (first, last) = Range();
            return first >= 0 && Blocks.Skip(first).Take(last - first).Any(block => block.Kind == ReplyBlockKind.Quoted);
        }
    }

    private IEnumerable<ReplyBlock> NewBlocks()
    {
        var (first, last) = Range();
        // A whole message quoted in one piece, «Ann wrote:» before it, was not answered line by line: what stands above and below is the text.
        if (first >= 0 && Blocks.Skip(first).Take(last - first).Count(block => block.Kind == ReplyBlockKind.Quoted) == 1 && Blocks.Skip(first).First(block => block.Kind == ReplyBlockKind.Quoted) is { Text: [not '>' and not '|', ..] })
        {
            return Blocks.Where(block => block.Kind == ReplyBlockKind.New);
        }

        // The quote before the first answer is its context, unless it is the only quote: then the answer just stands below it.
        var start = first > 0 && IsInterleaved && Blocks[first - 1].Kind == ReplyBlockKind.Quoted ? first - 1 : first;
        return Blocks.Skip(start).Take(last - start + 1).Where(block => block.Kind != ReplyBlockKind.Signature);
    }

    private (int First, int Last) Range()
    {
        var first = -1;
        var last = -1;
        for (var i = 0; i < Blocks.Count; i++)
        {
            if (Blocks[i].Kind == ReplyBlockKind.New)
            {
                first = first < 0 ? i : first;
                last = i;
            }
        }

        return (first, last);
    }

    private static string Join(IEnumerable<ReplyBlock> blocks) => string.Join("\n\n", blocks.Select(block => block.Text));
}
