using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;

namespace HelpdeskMail.Helpdesk.Reading;

/// <summary>What is asked of an element of a mail before it is written anew.</summary>
internal static partial class MailElement
{
    private const int MostWords = 400;

    /// <summary>The elements that mail programs put around a signature.</summary>
    public static bool IsSignature(IElement element) =>
        element.LocalName is "div" or "span" or "p" or "table" or "pre"
        && (element.ClassList.Any(name => name is "gmail_signature" or "moz-signature" or "yahoo-signature" or "protonmail_signature_block" or "zmail_signature" or "x_gmail_signature")
            || element.Id is "Signature" or "signature" or "ms-outlook-mobile-signature" or "x_Signature" or "AppleMailSignature"
            || element.GetAttribute("data-smartmail") == "gmail_signature");

    /// <summary>The beginning of a link's words as a reader sees them, without what is hidden in them and with what stands in for a picture; that is all that is compared.</summary>
    public static string WordsOf(IElement element)
    {
        // No recursion into what is nested beyond reason.
        var words = new StringBuilder();
        var waiting = new Stack<INode>([element]);
        while (waiting.TryPop(out var node) && words.Length <= MostWords)
        {
            if (node is IText text)
            {
                words.Append(text.Data);
            }
            else if (node is IElement inner && (inner == element || !IsUnseen(inner)))
            {
                words.Append(inner.LocalName == "img" ? inner.GetAttribute("alt") : "");
                for (var i = inner.ChildNodes.Length - 1; i >= 0; i--)
                {
                    waiting.Push(inner.ChildNodes[i]);
                }
            }
        }

        return words.ToString();
    }

    /// <summary>Whether it says that it is not to be shown.</summary>
    public static bool IsHidden(IElement element) => element.HasAttribute("hidden") || StyleOf(element).Contains("display:none", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether nobody sees its letters, by whatever means.</summary>
    private static bool IsUnseen(IElement element) =>
        AllowedHtml.Dropped.Contains(element.LocalName) || IsHidden(element) || (StyleOf(element) is { Length: > 0 } style && Unseen().IsMatch(style));

    private static string StyleOf(IElement element) => element.GetAttribute("style") is { Length: < 8000 } style ? style.Replace(" ", "", StringComparison.Ordinal) : "";

    [GeneratedRegex(@"(^|;)(visibility:(hidden|collapse)|opacity:(0|\.0|0\.0)\d?(;|!|$)|font(-size)?:0?\.?[0-2](px|pt|em|rem|%)?(;|!|$)|color:transparent)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Unseen();

    /// <summary>What a field of a form shows.</summary>
    public static string FieldOf(IElement element) => element.LocalName == "select"
        ? (element.QuerySelector("option[selected]") ?? element.QuerySelector("option"))?.TextContent ?? ""
        : element.GetAttribute("type")?.ToLowerInvariant() switch
        {
            "hidden" or "password" or "image" or "file" => "",
            "checkbox" or "radio" => element.HasAttribute("checked") ? "☑ " : "☐ ",
            _ => element.GetAttribute("value") ?? "",
        };
}
