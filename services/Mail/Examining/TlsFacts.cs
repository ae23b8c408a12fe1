namespace HelpdeskMail.Mail.Examining;

/// <summary>What was seen of a TLS handshake, whether or not the certificate was taken.</summary>
/// <param name="Version">Version agreed on, <c>TLS 1.3</c>; null when the handshake did not come to its end.</param>
/// <param name="Subject">Whom the certificate was made for.</param>
/// <param name="Issuer">Who signed it.</param>
/// <param name="Names">Host names and addresses in it.</param>
/// <param name="NotBefore">Its first moment.</param>
/// <param name="NotAfter">Its last moment.</param>
/// <param name="Chain">Common names from the server's certificate up to the last one that was found.</param>
public sealed record TlsFacts(
    string? Version, string Subject, string Issuer, IReadOnlyList<string> Names, DateTimeOffset NotBefore, DateTimeOffset NotAfter, IReadOnlyList<string> Chain);
