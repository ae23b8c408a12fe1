using System.Text;

namespace HelpdeskMail.Mail.Text;

/// <summary>One stretch of the body as text, as HTML, or both.</summary>
internal sealed record Rendition(Stretch? Text, Stretch? Html)
{
    public static Rendition Nothing { get; } = new(null, null);

    public bool IsNothing => Text is null && Html is null;

    public static Rendition OfText(string text) => new(Stretch.Of(text), null);

    public static Rendition OfHtml(string html) => new(null, Stretch.Of(html));

    /// <summary>One stretch after another: both forms are there as soon as one piece has both, so that nothing is lost in either.</summary>
    public static Rendition Joined(List<Rendition> pieces)
    {
        pieces.RemoveAll(piece => piece.IsNothing);
        if (pieces.Count <= 1)
        {
            return pieces is [var only] ? only : Nothing;
        }

        var html = pieces.Exists(piece => piece.Html is not null) ? Stretch.Joined([.. pieces.Select(piece => piece.Html ?? Stretch.Of(Escaped(piece.Text!.ToString())))], closeTogether: false) : null;
        var text = pieces.Exists(piece => piece.Text is not null) ? Stretch.Joined([.. pieces.Select(piece => piece.Text ?? Stretch.Of(HtmlText.ToPlain(piece.Html!.ToString())))], closeTogether: true) : null;
        return new(text, html);
    }

    private static string Escaped(string text)
    {
        var html = new StringBuilder("<div style=\"white-space:pre-wrap\">");
        return html.Append(System.Net.WebUtility.HtmlEncode(text)).Append("</div>").ToString();
    }
}
