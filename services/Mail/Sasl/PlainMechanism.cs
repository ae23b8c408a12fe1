using System.Text;

namespace HelpdeskMail.Mail.Sasl;

/// <summary>PLAIN (RFC 4616): user name and password as they are.</summary>
internal sealed class PlainMechanism(string userName, string password) : ISaslMechanism
{
    public string Name => "PLAIN";

    public bool IsServerProven => true;

    public string? ServerError => null;

    public byte[] InitialResponse() => Encoding.UTF8.GetBytes($"\0{userName}\0{password}");

    public byte[] Answer(ReadOnlySpan<byte> challenge) => throw new SaslException($"{Name} has nothing more to say");
}
