namespace HelpdeskMail.Sandbox.SignIn.Authorize;

/// <summary>A checked request to the authorize endpoint (OpenID Connect Core section 3.1.2.1): its redirect URI may be answered to.</summary>
public sealed record AuthorizeRequest
{
    public required string Tenant { get; init; }

    public required Directory.Application Application { get; init; }

    public required Uri RedirectUri { get; init; }

    /// <summary>The redirect URI exactly as given; the token request must repeat it.</summary>
    public required string RedirectUriText { get; init; }

    /// <summary><c>query</c>, <c>fragment</c> or <c>form_post</c>.</summary>
    public required string ResponseMode { get; init; }

    public string? State { get; init; }

    public string? Nonce { get; init; }

    /// <summary>Words of <c>prompt</c>: <c>none</c>, <c>login</c>, <c>consent</c>, <c>select_account</c>.</summary>
    public IReadOnlyList<string> Prompt { get; init; } = [];

    public string? LoginHint { get; init; }

    public string? Challenge { get; init; }

    public string? ChallengeMethod { get; init; }

    public string ScopeText { get; init; } = "";
}
