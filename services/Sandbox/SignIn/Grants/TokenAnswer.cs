using System.Text.Json.Serialization;

namespace HelpdeskMail.Sandbox.SignIn.Grants;

/// <summary>The token endpoint's success answer (RFC 6749 section 5.1, with Entra's additions).</summary>
public sealed record TokenAnswer
{
    [JsonPropertyName("token_type")]
    public string TokenType { get; init; } = "Bearer";

    /// <summary>Granted scopes in the words they were asked for; absent for client credentials.</summary>
    [JsonPropertyName("scope")]
    public string? Scope { get; init; }

    [JsonPropertyName("expires_in")]
    public required int ExpiresIn { get; init; }

    [JsonPropertyName("ext_expires_in")]
    public int ExtendedExpiresIn => ExpiresIn;

    [JsonPropertyName("access_token")]
    public required string AccessToken { get; init; }

    [JsonPropertyName("refresh_token")]
    public string? RefreshToken { get; init; }

    [JsonPropertyName("id_token")]
    public string? IdToken { get; init; }

    [JsonPropertyName("client_info")]
    public string? ClientInfo { get; init; }
}
