namespace HelpdeskMail.Mail.Text;

/// <summary>HTML of a reply in two halves, the first of them with and without its signature.</summary>
/// <param name="New">What was written for this message, open elements closed; not made safe.</param>
/// <param name="Quoted">The history, or null when there is none; not made safe.</param>
public sealed record HtmlReplySplit(string New, string? Quoted)
{
    /// <summary><see cref="New"/> without its signature; the same as that where none was found. Not made safe.</summary>
    public string Written { get; init; } = New;

    /// <summary>The signature at the end of <see cref="New"/>, or null; not made safe.</summary>
    public string? Signature { get; init; }
}
