namespace HelpdeskMail.Mail.Text;

/// <summary>Where the head of a page ends that nothing closes.</summary>
internal static class HtmlHead
{
    /// <summary>Whether a token cannot stand in a head, so that the body has begun (HTML Standard, section 13.2.6.4.4, «in head»): words, or the tag of an element that is seen.</summary>
    public static bool EndsAt(HtmlToken token) => token.Kind switch
    {
        HtmlTokenKind.Text => !string.IsNullOrWhiteSpace(token.Text),
        HtmlTokenKind.Open => token.Name is not ("html" or "head" or "title" or "meta" or "link" or "style" or "script" or "base" or "basefont" or "bgsound" or "noframes" or "noscript" or "template" or "xml" or "object" or "param"),
        _ => false,
    };
}
