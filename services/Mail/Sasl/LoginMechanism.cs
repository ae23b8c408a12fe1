using System.Text;

namespace HelpdeskMail.Mail.Sasl;

/// <summary>LOGIN: no RFC, but Exchange's only way with passwords. Servers word their two questions differently, so the order counts and not the words.</summary>
internal sealed class LoginMechanism(string userName, string password) : ISaslMechanism
{
    private int asked;

    public string Name => "LOGIN";

    public bool IsServerProven => true;

    public string? ServerError => null;

    public byte[]? InitialResponse() => null;

    public byte[] Answer(ReadOnlySpan<byte> challenge) => asked++ switch
    {
        0 => Encoding.UTF8.GetBytes(userName),
        1 => Encoding.UTF8.GetBytes(password),
        _ => throw new SaslException("LOGIN asks for user name and password only"),
    };
}
