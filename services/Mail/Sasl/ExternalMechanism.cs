using System.Text;

namespace HelpdeskMail.Mail.Sasl;

/// <summary>EXTERNAL (RFC 4422 appendix A): the TLS client certificate has said who we are; the name may be added.</summary>
internal sealed class ExternalMechanism(string userName) : ISaslMechanism
{
    public string Name => "EXTERNAL";

    public bool IsServerProven => true;

    public string? ServerError => null;

    public byte[] InitialResponse() => Encoding.UTF8.GetBytes(userName);

    public byte[] Answer(ReadOnlySpan<byte> challenge) => throw new SaslException($"{Name} has nothing more to say");
}
