namespace HelpdeskMail.Mail.Text;

/// <summary>
/// Tells the newly written part of a reply from the quoted history and the signature, for plain text and for HTML, by the marks of
/// the common mail programs in the languages they come in. It errs on the side of showing too much.
/// </summary>
public static class ReplyText
{
    /// <summary>Takes plain text apart. Never throws; linear in its length.</summary>
    public static ReplySplit Split(string text) => new PlainReplySplitter(text).Split();

    /// <summary>Cuts HTML where the history begins. Nothing is lost: both halves together show what the whole did.</summary>
    public static HtmlReplySplit SplitHtml(string html) => HtmlReplySplitter.Split(html);
}
