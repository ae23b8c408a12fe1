using System.Buffers.Text;
using System.Text.Json.Nodes;

namespace HelpdeskMail.Sandbox.SignIn.Grants;

/// <summary>The success answer of the version 1.0 token endpoint: numbers as text, the resource, and times that version 2.0 leaves to the token.</summary>
internal static class Version1Answer
{
    public static JsonObject Of(TokenAnswer answer)
    {
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(answer.AccessToken.Split('.')[1]))!;
        var body = new JsonObject
        {
            ["token_type"] = answer.TokenType,
            ["expires_in"] = $"{answer.ExpiresIn}",
            ["ext_expires_in"] = $"{answer.ExtendedExpiresIn}",
            ["expires_on"] = $"{claims["exp"]}",
            ["not_before"] = $"{claims["nbf"]}",
            ["resource"] = (string?)claims["aud"],
            ["access_token"] = answer.AccessToken,
        };
        (string Name, string? Value)[] further = [("scope", (string?)claims["scp"]), ("refresh_token", answer.RefreshToken), ("id_token", answer.IdToken), ("client_info", answer.ClientInfo)];
        foreach (var (name, value) in further.Where(member => member.Value is not null))
        {
            body[name] = value;
        }

        return body;
    }
}
