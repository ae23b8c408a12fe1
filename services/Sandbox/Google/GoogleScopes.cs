namespace HelpdeskMail.Sandbox.Google;

/// <summary>The scopes of the provider in Google's shape. There is no <c>offline_access</c>: a refresh token is asked for by <c>access_type=offline</c>.</summary>
public static class GoogleScopes
{
    /// <summary>IMAP, POP3 and SMTP.</summary>
    public const string Mail = "https://mail.google.com/";

    private static readonly string[] Known = ["openid", "email", "profile", "https://www.googleapis.com/auth/userinfo.email", "https://www.googleapis.com/auth/userinfo.profile", Mail];

    /// <summary>The scopes, each once; or which are none.</summary>
    public static (string? Scopes, string? Invalid) Read(string? text)
    {
        var words = (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).ToList();
        var invalid = words.Where(word => !Known.Contains(word, StringComparer.Ordinal)).ToList();
        return words.Count > 0 && invalid.Count == 0
            ? (string.Join(' ', words), null)
            : (null, $"Some requested scopes were invalid. {{valid=[{string.Join(", ", words.Except(invalid, StringComparer.Ordinal))}], invalid=[{string.Join(", ", invalid)}]}}");
    }
}
