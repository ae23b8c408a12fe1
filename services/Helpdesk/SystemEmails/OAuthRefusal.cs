namespace HelpdeskMail.Helpdesk.SystemEmails;

/// <summary>Why the OAuth service did not do what it was asked.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">Stable and searchable.</param>
/// <param name="What">What happened.</param>
/// <param name="Remedy">What to do; null when nothing is to be added.</param>
/// <param name="Errors">Field path to sentences, for a form that was not filled in right.</param>
public sealed record OAuthRefusal(int Status, string Code, string What, string? Remedy, IReadOnlyDictionary<string, string[]> Errors)
{
    private const string FieldsWrong = "validation_failed";

    /// <summary>What a page says of it: where fields are wrong, each says so itself, and the words for programs about where to find them are left out.</summary>
    public string Told => Errors.Count > 0 && Code == FieldsWrong ? Translated.Of("Some fields need another value; each says which.") : $"{What} {Remedy}".Trim();
}
