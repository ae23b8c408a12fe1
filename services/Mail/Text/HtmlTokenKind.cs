namespace HelpdeskMail.Mail.Text;

/// <summary>The kinds of <see cref="HtmlToken"/>.</summary>
internal enum HtmlTokenKind
{
    /// <summary>Text between tags.</summary>
    Text,

    /// <summary>A start tag.</summary>
    Open,

    /// <summary>An end tag.</summary>
    Close,
}
