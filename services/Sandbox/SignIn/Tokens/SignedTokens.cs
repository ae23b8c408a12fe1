using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace HelpdeskMail.Sandbox.SignIn.Tokens;

/// <summary>Writes and checks JSON Web Tokens signed with RS256 (RFC 7515, RFC 7519).</summary>
public sealed class SignedTokens(SigningKeys keys)
{
    public async Task<string> SignAsync(JsonObject claims, CancellationToken cancellation)
    {
        var (keyId, key) = await keys.CurrentAsync(cancellation);
        var header = new JsonObject { ["typ"] = "JWT", ["alg"] = "RS256", ["kid"] = keyId };
        var signed = $"{Encode(header)}.{Encode(claims)}";
        var signature = key.SignData(System.Text.Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>The claims of a token whose signature holds; null for anything else. Times and audience are the caller's to check.</summary>
    public async Task<JsonObject?> ReadAsync(string token, CancellationToken cancellation)
    {
        var (_, key) = await keys.CurrentAsync(cancellation);
        var parts = token.Split('.');
        if (parts.Length != 3)
        {
            return null;
        }

        try
        {
            if (JsonNode.Parse(Base64Url.DecodeFromChars(parts[0])) is not JsonObject header || (string?)header["alg"] != "RS256")
            {
                return null;
            }

            var signature = Base64Url.DecodeFromChars(parts[2]);
            var signed = System.Text.Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}");
            return key.VerifyData(signed, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
                ? JsonNode.Parse(Base64Url.DecodeFromChars(parts[1])) as JsonObject
                : null;
        }
        catch (Exception exception) when (exception is FormatException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string Encode(JsonObject node) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(node));
}
