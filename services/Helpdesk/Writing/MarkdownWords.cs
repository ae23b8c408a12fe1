using System.Text.RegularExpressions;
using Markdig;
using Markdig.Extensions.EmphasisExtras;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace HelpdeskMail.Helpdesk.Writing;

/// <summary>What agents write, as HTML. HTML in it stays letters; links lead to pages and addresses only, pictures are files of the mail itself.</summary>
internal static partial class MarkdownWords
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .DisableHtml().UsePreciseSourceLocation().UseAutoLinks().UsePipeTables().UseEmphasisExtras(EmphasisExtraOptions.Strikethrough).UseSoftlineBreakAsHardlineBreak().Build();

    /// <summary>HTML without anything around it.</summary>
    /// <param name="words">Markdown.</param>
    /// <param name="picture">Address of a picture by its Content-ID; null to leave it as <c>cid:</c>.</param>
    public static string ToHtml(string words, Func<string, string?>? picture = null)
    {
        try
        {
            return Parse(words, picture).ToHtml(Pipeline);
        }
        catch (ArgumentException)
        {
            // Nested beyond what anybody reads.
            return $"<pre>{System.Text.Encodings.Web.HtmlEncoder.Default.Encode(words)}</pre>";
        }
    }

    /// <summary>Whether there is more to it than paragraphs: then the thread shows the HTML.</summary>
    public static bool IsFormatted(string words)
    {
        try
        {
            return Parse(words, null).Descendants().Any(part => part is LiteralInline { IsFirstCharacterEscaped: true } or not (ParagraphBlock or LiteralInline or LineBreakInline or HtmlEntityInline or AutolinkInline or LinkInline { IsAutoLink: true }) && part.GetType() != typeof(ContainerInline));
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>The words for readers of plain text: as written, pictures by their names, and without the backslashes that only say that a letter is one.</summary>
    public static string ToText(string words) => Picture().Replace(WithoutEscapes(words), "[${name}]");

    /// <summary>The words without their marks, for a line in a list.</summary>
    public static string ToPlain(string words)
    {
        try
        {
            return Markdown.ToPlainText(words, Pipeline);
        }
        catch (ArgumentException)
        {
            return words;
        }
    }

    private static string WithoutEscapes(string words)
    {
        if (!words.Contains('\\', StringComparison.Ordinal))
        {
            return words;
        }

        try
        {
            var escapes = Parse(words, null).Descendants<LiteralInline>().Where(literal => literal.IsFirstCharacterEscaped).Select(literal => literal.Span.Start).Where(at => at >= 0 && at < words.Length && words[at] == '\\').ToHashSet();
            return string.Concat(words.Where((_, at) => !escapes.Contains(at)));
        }
        catch (ArgumentException)
        {
            return words;
        }
    }

    private static MarkdownDocument Parse(string words, Func<string, string?>? picture)
    {
        var document = Markdown.Parse(words, Pipeline);
        foreach (var link in document.Descendants<LinkInline>())
        {
            link.Url = link.IsImage ? PictureOf(link.Url, picture) : IsLink(link.Url) ? link.Url : "";
        }

        foreach (var link in document.Descendants<AutolinkInline>().Where(link => !link.IsEmail && !IsLink(link.Url)).ToList())
        {
            link.ReplaceBy(new LiteralInline($"<{link.Url}>"));
        }

        return document;
    }

    private static bool IsLink(string? url) => Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" or "mailto" or "tel";

    private static string PictureOf(string? url, Func<string, string?>? picture) =>
        url is null || !url.StartsWith("cid:", StringComparison.OrdinalIgnoreCase) ? "" : picture is null ? url : picture(url[4..]) ?? "";

    [GeneratedRegex(@"!\[(?<name>[^\]\n]{0,200})\]\(cid:[^)\s]{1,300}\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Picture();
}
