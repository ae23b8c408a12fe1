using System.Globalization;

namespace HelpdeskMail.Sandbox.Smtp;

/// <summary>What the answer to EHLO lists: Exchange Online's extensions, AUTH only where a sign-in would be taken.</summary>
internal static class SmtpExtensions
{
    public static IReadOnlyList<string> Offer(SandboxSettings settings, bool secure, int largestMessage) =>
    [
        "sandbox.contoso.example Hello",
        $"SIZE {largestMessage.ToString(CultureInfo.InvariantCulture)}",
        "PIPELINING",
        "DSN",
        "ENHANCEDSTATUSCODES",
        .. secure ? Array.Empty<string>() : ["STARTTLS"],
        .. secure || !settings.RequireTls ? [$"AUTH LOGIN{(settings.PasswordSignIn ? " PLAIN" : "")} XOAUTH2{(settings.OAuthBearer ? " OAUTHBEARER" : "")}"] : Array.Empty<string>(),
        "8BITMIME",
        "BINARYMIME",
        "CHUNKING",
        "SMTPUTF8",
    ];
}
