namespace HelpdeskMail.OAuth.Providers;

/// <summary>An access token that a system email needs. A token is good for one service only, so reading by IMAP and sending by Graph takes two.</summary>
/// <param name="Resource">Names the service, and the row the token is kept in: <see cref="Exchange"/>, <see cref="Graph"/> or <see cref="Mail"/>.</param>
/// <param name="Scopes">Scopes to ask for, without those of OpenID Connect.</param>
public sealed record TokenProfile(string Resource, IReadOnlyList<string> Scopes)
{
    /// <summary>IMAP, POP3 and SMTP of Exchange Online.</summary>
    public const string Exchange = "exchange";

    /// <summary>Microsoft Graph.</summary>
    public const string Graph = "graph";

    /// <summary>Whatever another provider's tokens are for.</summary>
    public const string Mail = "mail";
}
