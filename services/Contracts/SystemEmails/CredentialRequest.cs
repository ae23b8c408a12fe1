namespace HelpdeskMail.Contracts.SystemEmails;

/// <summary>Asks the OAuth service for what a mail server must be shown (<c>POST /internal/system-emails/{id}/credential</c>; Fetch may ask to receive, Reply to send).</summary>
/// <param name="Purpose">What for.</param>
/// <param name="Rejected">Expiry of the access token that a server has just refused, so that it is not handed out again; null otherwise.</param>
public sealed record CredentialRequest(CredentialPurpose Purpose, DateTimeOffset? Rejected = null)
{
    /// <summary>With <see cref="CredentialPurpose.Send"/>, the protocol it is for where it is not the first one of the settings: a fallback needs a token of another audience.</summary>
    public SendingProtocol? Sending { get; init; }

    /// <summary>The claims challenge of a 401 answer, decoded (Microsoft identity platform, continuous access evaluation); null without one.</summary>
    public string? Claims { get; init; }
}
