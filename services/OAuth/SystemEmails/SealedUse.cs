namespace HelpdeskMail.OAuth.SystemEmails;

/// <summary>What a sealed value is for. The names are part of the seal: renaming one makes what was sealed under it unreadable.</summary>
public enum SealedUse
{
    /// <summary>Secret of an OAuth application.</summary>
    ClientSecret,

    /// <summary>The secret before that one.</summary>
    OldClientSecret,

    /// <summary>Certificate of an OAuth application, with its key.</summary>
    Certificate,

    /// <summary>Device code of an attempt to link.</summary>
    DeviceCode,

    /// <summary>Password of a mailbox.</summary>
    Password,

    /// <summary>Access token.</summary>
    AccessToken,

    /// <summary>Refresh token and account, as the sign-in library keeps them.</summary>
    TokenCache,

    /// <summary>Key of a webhook's signatures.</summary>
    WebhookSecret,

    /// <summary>Password of the sending server of last resort.</summary>
    LastResortPassword,

    /// <summary>PKCE verifier of an attempt to link.</summary>
    Verifier,
}
