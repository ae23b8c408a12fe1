using System.Text;

namespace HelpdeskMail.Mail.Sasl;

/// <summary>
/// XOAUTH2 (Google's and Microsoft's own). On failure Gmail sends a JSON challenge that is answered by an empty line before the final no comes; Exchange says no at once.
/// </summary>
internal sealed class XOAuth2Mechanism(string userName, string token) : ISaslMechanism
{
    public string Name => "XOAUTH2";

    public bool IsServerProven => true;

    public string? ServerError { get; private set; }

    public byte[] InitialResponse() => Encoding.UTF8.GetBytes($"user={userName}\u0001auth=Bearer {token}\u0001\u0001");

    public byte[] Answer(ReadOnlySpan<byte> challenge)
    {
        ServerError = Encoding.UTF8.GetString(challenge).Trim();
        return [];
    }
}
