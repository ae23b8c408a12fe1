using System.Text;

namespace HelpdeskMail.Mail.Text;

/// <summary>
/// A text, or several one after another that are only put together when the whole is asked for: joining at each level of nested
/// multiparts would copy the innermost text once a level.
/// </summary>
internal sealed class Stretch
{
    private readonly string? text;
    private readonly IReadOnlyList<Stretch> pieces;
    private readonly bool closeTogether;

    private Stretch(string? text, IReadOnlyList<Stretch> pieces, bool closeTogether)
    {
        this.text = text;
        this.pieces = pieces;
        this.closeTogether = closeTogether;
        IsBlank = text is null ? pieces.All(piece => piece.IsBlank) : string.IsNullOrWhiteSpace(text);
    }

    /// <summary>Whether nothing of it can be seen.</summary>
    public bool IsBlank { get; }

    /// <summary>One text.</summary>
    public static Stretch Of(string text) => new(text, [], false);

    /// <summary>Several, each on lines of its own.</summary>
    /// <param name="pieces">The texts, first to last.</param>
    /// <param name="closeTogether">Whether empty lines at the end of each are left out.</param>
    public static Stretch Joined(IReadOnlyList<Stretch> pieces, bool closeTogether) => new(null, pieces, closeTogether);

    /// <summary>The whole.</summary>
    public override string ToString()
    {
        if (text is not null)
        {
            return text;
        }

        var whole = new StringBuilder();
        Append(whole);
        return whole.ToString();
    }

    // As deep as parts may nest.
    private void Append(StringBuilder whole)
    {
        if (text is not null)
        {
            whole.Append(text);
            return;
        }

        for (var i = 0; i < pieces.Count; i++)
        {
            whole.Append(i > 0 ? "\n" : "");
            var start = whole.Length;
            pieces[i].Append(whole);
            while (closeTogether && whole.Length > start && whole[^1] == '\n')
            {
                whole.Length--;
            }
        }
    }
}
