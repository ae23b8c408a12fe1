namespace HelpdeskMail.Helpdesk.SystemEmails;

/// <summary>An answer of the OAuth service: a value, or why there is none.</summary>
/// <typeparam name="T">What was asked for.</typeparam>
/// <param name="Value">The value; the default where there is none to give.</param>
/// <param name="Refusal">Null when all was well.</param>
public sealed record OAuthAnswer<T>(T? Value, OAuthRefusal? Refusal)
{
    /// <summary>Whether all was well.</summary>
    public bool Succeeded => Refusal is null;
}
