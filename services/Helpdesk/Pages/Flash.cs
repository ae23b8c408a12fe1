namespace HelpdeskMail.Helpdesk.Pages;

/// <summary>What a page says once about what was just done.</summary>
/// <param name="Good">Whether it went well.</param>
/// <param name="Title">What happened.</param>
/// <param name="Detail">What it means and what to do; null when nothing is to be added.</param>
/// <param name="Secret">Something to copy now, since it is not shown again; null for none.</param>
/// <param name="Fields">What was typed into the form, for correcting it; null for none.</param>
/// <param name="Errors">Field to sentences; null for none.</param>
public sealed record Flash(
    bool Good,
    string Title,
    string? Detail = null,
    string? Secret = null,
    IReadOnlyDictionary<string, string>? Fields = null,
    IReadOnlyDictionary<string, string[]>? Errors = null)
{
    /// <summary>The form that undoes it; null when nothing does.</summary>
    public FlashUndo? Undo { get; init; }

    /// <summary>The form that does it all the same; null where there is none.</summary>
    public FlashOffer? Offer { get; init; }
}
