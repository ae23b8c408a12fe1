using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.OAuth.Audit;

namespace HelpdeskMail.OAuth.Linking;

/// <summary>A row of <c>link_attempt</c>. Of everything random that travels through a browser only the SHA-256 is kept.</summary>
public sealed record LinkAttemptRow
{
    /// <summary>Names the attempt; no secret.</summary>
    public Guid Id { get; init; }

    /// <summary>What is to be linked.</summary>
    public Guid SystemEmailId { get; init; }

    /// <summary>Its address when the attempt began.</summary>
    public string Mailbox { get; init; } = "";

    /// <summary>The application when the attempt began; a code for another one is not redeemed.</summary>
    public string ClientId { get; init; } = "";

    /// <summary>The token endpoint when the attempt began; a code is not sent to another one.</summary>
    public string TokenEndpoint { get; init; } = "";

    /// <summary>The provider's issuer when the attempt began; null when it was not known.</summary>
    public string? Issuer { get; init; }

    /// <summary>Path on the helpdesk to come back to.</summary>
    public string ReturnTo { get; init; } = "";

    /// <summary>Who began it.</summary>
    public string AdminId { get; init; } = "";

    /// <summary>Who began it, for people.</summary>
    public string AdminName { get; init; } = "";

    /// <summary>Hash of the key in the address that begins it.</summary>
    public byte[] StartHash { get; init; } = [];

    /// <summary>Hash of the nonce the id token must repeat; null before the browser came.</summary>
    public byte[]? NonceHash { get; init; }

    /// <summary>Hash of the cookie in the browser that came; null before.</summary>
    public byte[]? BrowserHash { get; init; }

    /// <summary>PKCE verifier, sealed; null before the browser came and after the end.</summary>
    public byte[]? Verifier { get; init; }

    /// <summary>Device code, sealed; null for another way, and after the end.</summary>
    public byte[]? DeviceCode { get; init; }

    /// <summary>What a person enters; null for another way.</summary>
    public string? UserCode { get; init; }

    /// <summary>Where it is entered; null for another way.</summary>
    public string? DeviceAddress { get; init; }

    /// <summary>When the provider is asked about the device code next; null for another way.</summary>
    public DateTimeOffset? PollAt { get; init; }

    /// <summary>Seconds between two questions; null for another way.</summary>
    public int? PollPause { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ends by itself.</summary>
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When the browser came; null before.</summary>
    public DateTimeOffset? OpenedAt { get; init; }

    /// <summary>When the browser came back; null before.</summary>
    public DateTimeOffset? UsedAt { get; init; }

    /// <summary>When it ended; null before.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How it ended: a <see cref="LinkAttemptState"/> by name.</summary>
    public string Outcome { get; init; } = nameof(LinkAttemptState.Waiting);

    /// <summary>The account that signed in; null when nobody did.</summary>
    public string? Account { get; init; }

    /// <summary>Stable name of the outcome; null before the end.</summary>
    public string? Code { get; init; }

    /// <summary>What works now, or what happened; null before the end.</summary>
    public string? What { get; init; }

    /// <summary>The likely cause.</summary>
    public string? Why { get; init; }

    /// <summary>What to do.</summary>
    public string? Remedy { get; init; }

    /// <summary>The provider's words.</summary>
    public string? ProviderAnswer { get; init; }

    /// <summary>The admin who began it.</summary>
    public ActingAdmin Admin => new(AdminId, AdminName);
}
