using System.Text;

namespace HelpdeskMail.Mail.Text;

/// <summary>One stretch of the body as text, as HTML, or both.</summary>
internal sealed record Rendition(string? Text, string? Html)
{
    public static Rendition Nothing { get; } = new(null, null);

    public bool IsNothing => Text is null && Html is null;

    /// <summary>One stretch after another: both forms are there as soon as one piece has both, so that nothing is lost in either.</summary>
    public static Rendition Joined(List<Rendition> pieces)
    {
        pieces.RemoveAll(piece => piece.IsNothing);
        if (pieces.Count <= 1)
        {
            return pieces is [var only] ? only : Nothing;
        }

        var html = pieces.Exists(piece => piece.Html is not null) ? string.Join("\n", pieces.Select(piece => piece.Html ?? Escaped(piece.Text!))) : null;
        var text = pieces.Exists(piece => piece.Text is not null) ? string.Join("\n", pieces.Select(piece => (piece.Text ?? HtmlText.ToPlain(piece.Html!)).TrimEnd('\n'))) : null;
        return new(text, html);
    }

    private static string Escaped(string text)
    {
        var html = new StringBuilder("<div style=\"white-space:pre-wrap\">");
        return html.Append(System.Net.WebUtility.HtmlEncode(text)).Append("</div>").ToString();
    }
}
