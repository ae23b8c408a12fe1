namespace HelpdeskMail.Mail.Text;

/// <summary>
/// Finds history that only a line such as «Jane Doe &lt;jane@x&gt;, 3 March 2026 10:12:» begins, where neither an element nor a line across the page marks it. People head minutes, pasted chats and lists
/// of dates alike, so the line has to stand in a block of its own, outside lists, headings and quotes; below what is no announcement; with more below it, and further lines of the kind going back in
/// time. One without an address has to follow the end of a mail, and its writer to be greeted above or to have signed below.
/// </summary>
internal sealed class UnmarkedHistory
{
    private (string Text, int Start)? held;
    private bool isAlone = true;
    private int breaks;
    private int nesting;
    private string block = "";
    private string first = "";
    private string last = "";
    private WriterLine? writer;
    private WriterLine? oldest;
    private int start = -1;
    private bool isRefused;
    private bool isFollowed;
    private bool isKnown;

    /// <summary>Whether a line was found that the rest of the page can still speak for or against.</summary>
    public bool IsOpen => writer is not null && !isRefused;

    /// <summary>Where the history begins, once the page is at its end; null when there is none.</summary>
    public int? Start => IsOpen && isFollowed && isKnown ? start : null;

    /// <summary>Takes a line of the page and where it starts.</summary>
    public void Line(string text, int lineStart)
    {
        breaks = 0;
        if (held is { } before)
        {
            Take(before.Text, before.Start, standsAlone: false);
            isAlone = false;
        }

        held = (text, lineStart);
    }

    /// <summary>Takes a tag that ends a line, after that line. An empty line ends a block too.</summary>
    public void Tag(HtmlToken token)
    {
        if (token.Name == "br")
        {
            if (++breaks == 2)
            {
                EndBlock();
            }

            return;
        }

        EndBlock();
        breaks = 0;
        block = token.Kind == HtmlTokenKind.Open ? token.Name : "";
        if (token.Name is "blockquote" or "li")
        {
            nesting = Math.Max(0, nesting + (token.Kind == HtmlTokenKind.Open ? 1 : -1));
        }
    }

    /// <summary>Ends the block that the last line stands in.</summary>
    public void EndBlock()
    {
        if (held is { } line)
        {
            Take(line.Text, line.Start, isAlone && nesting == 0 && block is not "td" and not "tr" and not "table" and not "h1" and not "h2" and not "h3");
        }

        held = null;
        isAlone = true;
    }

    private void Take(string text, int lineStart, bool standsAlone)
    {
        var found = isRefused ? null : WriterLine.Of(text);
        if (writer is not null)
        {
            isFollowed = true;
            isKnown |= writer.IsSignedBy(text);
            isRefused |= found is not null && !found.IsNoNewerThan(oldest!);
            oldest = found ?? oldest;
        }
        else if (found is null)
        {
            first = first.Length == 0 ? text : first;
            last = text;
        }
        else if (standsAlone && last.Length > 0 && (found.HasAddress ? last[^1] is not ':' and not '：' : SignatureMarks.MayEndMail(last)))
        {
            (writer, oldest, start) = (found, found, lineStart);
            isKnown = found.HasAddress || found.IsGreetedBy(first);
        }
        else
        {
            isRefused = true;
        }
    }
}
