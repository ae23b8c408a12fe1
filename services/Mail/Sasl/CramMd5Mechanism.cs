using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace HelpdeskMail.Mail.Sasl;

/// <summary>CRAM-MD5 (RFC 2195): the password is not shown, the server is not proved.</summary>
[SuppressMessage("Security", "CA5351:Do Not Use Broken Cryptographic Algorithms", Justification = "The mechanism is defined with MD5.")]
internal sealed class CramMd5Mechanism(string userName, string password) : ISaslMechanism
{
    public string Name => "CRAM-MD5";

    public bool IsServerProven => true;

    public string? ServerError => null;

    public byte[]? InitialResponse() => null;

    public byte[] Answer(ReadOnlySpan<byte> challenge) =>
        Encoding.UTF8.GetBytes($"{userName} {Convert.ToHexStringLower(HMACMD5.HashData(Encoding.UTF8.GetBytes(password), challenge))}");
}
