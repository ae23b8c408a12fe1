using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace HelpdeskMail.Helpdesk.Webhooks;

/// <summary>
/// Proves that a request comes from here and is fresh: <c>t=UNIX-SECONDS,v1=HEX</c>, where HEX is HMAC-SHA256 with the webhook's secret over the seconds, a full
/// stop and the body. A receiver computes it anew, compares in constant time, and refuses seconds that are more than five minutes off.
/// </summary>
internal static class WebhookSignature
{
    /// <summary>Header that carries it.</summary>
    public const string Header = "X-HelpdeskMail-Signature";

    public static string Of(string secret, DateTimeOffset now, ReadOnlySpan<byte> body)
    {
        var seconds = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{seconds}."), .. body];
        return $"t={seconds},v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed))}";
    }
}
