using System.Globalization;
using System.Text;

namespace HelpdeskMail.Mail.Sasl;

/// <summary>OAUTHBEARER (RFC 7628): a failure comes as a JSON challenge, which is answered by a single 0x01.</summary>
internal sealed class OAuthBearerMechanism(string userName, string token, string host, int port) : ISaslMechanism
{
    public string Name => "OAUTHBEARER";

    public bool IsServerProven => true;

    public string? ServerError { get; private set; }

    public byte[] InitialResponse()
    {
        var name = userName.Replace("=", "=3D", StringComparison.Ordinal).Replace(",", "=2C", StringComparison.Ordinal);
        return Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"n,{(name.Length > 0 ? "a=" : "")}{name},\u0001host={host}\u0001port={port}\u0001auth=Bearer {token}\u0001\u0001"));
    }

    public byte[] Answer(ReadOnlySpan<byte> challenge)
    {
        ServerError = Encoding.UTF8.GetString(challenge).Trim();
        return [1];
    }
}
