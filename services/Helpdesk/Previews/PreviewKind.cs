namespace HelpdeskMail.Helpdesk.Previews;

/// <summary>How a file is shown in a page. Closed set.</summary>
public enum PreviewKind
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>As a picture.</summary>
    Picture,

    /// <summary>By the browser's own PDF viewer.</summary>
    Pdf,

    /// <summary>As its letters.</summary>
    Text,

    /// <summary>As a mail is read.</summary>
    Mail,
}
