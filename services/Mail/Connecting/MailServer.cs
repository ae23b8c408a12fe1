using System.Security.Cryptography.X509Certificates;

namespace HelpdeskMail.Mail.Connecting;

/// <summary>A mail server and how it is talked to.</summary>
/// <param name="Host">Host name or address; the name its certificate must carry.</param>
/// <param name="Port">TCP port.</param>
/// <param name="Protection">How the connection is protected.</param>
public sealed record MailServer(string Host, int Port, ConnectionProtection Protection)
{
    /// <summary>
    /// An admin has said that this host may be shown passwords and tokens without TLS. False: only a loopback address may.
    /// </summary>
    public bool AllowPlaintextSignIn { get; init; }

    /// <summary>Certificates trusted beside the machine's own roots: a root of one's own, or the server's own certificate (then the host name is not compared).</summary>
    public IReadOnlyList<X509Certificate2> TrustedCertificates { get; init; } = [];

    /// <summary>SHA-256 fingerprint of the one certificate this server may show, 64 hexadecimal digits, colons and spaces allowed. It replaces every other check; null for none.</summary>
    public string? PinnedFingerprint { get; init; }

    /// <summary>How long the server may take.</summary>
    public MailTimeouts Timeouts { get; init; } = new();

    /// <summary>SASL mechanisms that may be used, by name; null for every one this library knows. Which of them is used is the library's choice: strongest first.</summary>
    public IReadOnlyCollection<string>? AllowedMechanisms { get; init; }

    /// <summary>Host and port.</summary>
    public override string ToString() => $"{Host}:{Port}";
}
