using System.Text;
using AngleSharp.Dom;

namespace HelpdeskMail.Helpdesk.Reading;

/// <summary>What is asked of an element of a mail before it is written anew.</summary>
internal static class MailElement
{
    /// <summary>The elements that mail programs put around a signature.</summary>
    public static bool IsSignature(IElement element) =>
        element.LocalName is "div" or "span" or "p" or "table" or "pre"
        && (element.ClassList.Any(name => name is "gmail_signature" or "moz-signature" or "yahoo-signature" or "protonmail_signature_block" or "zmail_signature" or "x_gmail_signature")
            || element.Id is "Signature" or "signature" or "ms-outlook-mobile-signature" or "x_Signature" or "AppleMailSignature"
            || element.GetAttribute("data-smartmail") == "gmail_signature");

    /// <summary>The beginning of a link's words, which is all that is compared, without recursion into what is nested beyond reason.</summary>
    public static string WordsOf(IElement element)
    {
        var words = new StringBuilder();
        foreach (var text in element.Descendants<IText>())
        {
            if (words.Length > 400)
            {
                break;
            }

            words.Append(text.Data);
        }

        return words.ToString();
    }

    /// <summary>Whether it says that it is not to be seen.</summary>
    public static bool IsHidden(IElement element) =>
        element.HasAttribute("hidden") || (element.GetAttribute("style")?.Replace(" ", "", StringComparison.Ordinal).Contains("display:none", StringComparison.OrdinalIgnoreCase) ?? false);

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
