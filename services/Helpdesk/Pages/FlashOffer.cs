namespace HelpdeskMail.Helpdesk.Pages;

/// <summary>The form that does all the same what a page says was not done.</summary>
/// <param name="Path">Where it is sent to, beginning with one slash.</param>
/// <param name="Field">Name of its button's field.</param>
/// <param name="Value">The field's value.</param>
/// <param name="Words">What its button says.</param>
public sealed record FlashOffer(string Path, string Field, string Value, string Words)
{
    /// <summary>Further fields of the form; a name may come more than once.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Fields { get; init; } = [];
}
