namespace HelpdeskMail.Sandbox.Google;

/// <summary>A registered client.</summary>
public sealed record GoogleClient
{
    public required string ClientId { get; init; }

    /// <summary>Always needed, for a device too.</summary>
    public required string Secret { get; init; }

    /// <summary>On the consent page.</summary>
    public required string Name { get; init; }

    /// <summary>Whether the consent screen is in testing, so that refresh tokens end after seven days.</summary>
    public required bool Testing { get; init; }

    /// <summary>Besides any loopback address that ends in <c>/oauth/callback</c>.</summary>
    public required string[] RedirectUris { get; init; }

    /// <summary>Whether an answer may be sent there.</summary>
    public bool Returns(string? redirectUri) =>
        redirectUri is not null && Uri.TryCreate(redirectUri, UriKind.Absolute, out var uri)
        && (RedirectUris.Contains(redirectUri, StringComparer.Ordinal)
            || (uri is { IsLoopback: true, Query: "", Fragment: "", UserInfo: "", Scheme: "http" or "https" } && uri.AbsolutePath.EndsWith("/oauth/callback", StringComparison.Ordinal)));
}
