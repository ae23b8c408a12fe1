using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Examining;
using HelpdeskMail.Mail.Failures;

namespace HelpdeskMail.Mail.Tls;

/// <summary>
/// Judges a server's certificate (RFC 5280 chain, RFC 9525 name) and keeps the reason in words when it says no. Revocation is not asked for: mail servers' certificates live for weeks now, and
/// an unreachable responder would stop the mail.
/// </summary>
internal sealed class CertificateCheck(MailServer server, TimeProvider time)
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>Why the certificate was not taken; null when it was, or none was shown yet.</summary>
    public MailFailure? Failure { get; private set; }

    /// <summary>What the server has shown; null before it showed anything.</summary>
    public TlsFacts? Shown { get; private set; }

    /// <summary>To be called by <see cref="SslStream"/>.</summary>
    public bool Accept(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        Shown = certificate is X509Certificate2 shown ? Describe(shown, chain) : null;
        Failure = certificate is X509Certificate2 leaf
            ? Judge(leaf, chain)
            : Reject(MailFailureKind.CertificateInvalid, "showed no certificate", "Ask the server's administrator.");
        return Failure is null;
    }

    private MailFailure? Judge(X509Certificate2 leaf, X509Chain? chain)
    {
        if (server.PinnedFingerprint is { } pin)
        {
            var fingerprint = leaf.GetCertHashString(HashAlgorithmName.SHA256);
            return string.Equals(OnlyDigits(pin), fingerprint, StringComparison.OrdinalIgnoreCase)
                ? null
                : Reject(MailFailureKind.CertificateNotPinned, $"shows a certificate with the fingerprint {fingerprint}, which is not the pinned one",
                    "If the server's certificate was renewed, compare the new fingerprint with its administrator by another way and pin it; otherwise somebody stands between.");
        }

        var now = time.GetUtcNow().UtcDateTime;
        if (now > leaf.NotAfter.ToUniversalTime())
        {
            return Reject(MailFailureKind.CertificateExpired, $"shows a certificate that expired on {Day(leaf.NotAfter)}", "The server's administrator has to renew it.");
        }

        if (now < leaf.NotBefore.ToUniversalTime())
        {
            return Reject(MailFailureKind.CertificateNotYetValid, $"shows a certificate that is valid only from {Day(leaf.NotBefore)}", "Check the clock of this machine; if it is right, the server's administrator has to change the certificate.");
        }

        if (server.TrustedCertificates.Any(trusted => trusted.RawDataMemory.Span.SequenceEqual(leaf.RawDataMemory.Span)))
        {
            return null;
        }

        return JudgeChain(leaf, chain) ?? JudgeName(leaf);
    }

    private MailFailure? JudgeChain(X509Certificate2 leaf, X509Chain? given)
    {
        var status = Build(leaf, given, ownRoots: false);
        if (status is X509ChainStatusFlags.NoError || (server.TrustedCertificates.Count > 0 && Build(leaf, given, ownRoots: true) is X509ChainStatusFlags.NoError))
        {
            return null;
        }

        if (status.HasFlag(X509ChainStatusFlags.UntrustedRoot) || status.HasFlag(X509ChainStatusFlags.PartialChain))
        {
            return Reject(MailFailureKind.CertificateUntrusted, $"shows a certificate by «{leaf.GetNameInfo(X509NameType.SimpleName, forIssuer: true)}», which is not trusted here",
                "If the organisation runs its own certificate authority, give its root certificate for this server; if the server made its certificate itself, give that certificate.");
        }

        return status.HasFlag(X509ChainStatusFlags.NotTimeValid)
            ? Reject(MailFailureKind.CertificateExpired, "shows a certificate whose issuer's certificate has expired", "The server's administrator has to renew the chain.")
            : Reject(MailFailureKind.CertificateInvalid, $"shows a certificate that is not valid ({status})", "Ask the server's administrator.");
    }

    private X509ChainStatusFlags Build(X509Certificate2 leaf, X509Chain? given, bool ownRoots)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTimeIgnored = false;
        chain.ChainPolicy.VerificationTime = time.GetUtcNow().UtcDateTime;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        if (given is not null)
        {
            chain.ChainPolicy.ExtraStore.AddRange(given.ChainPolicy.ExtraStore);
        }

        if (ownRoots)
        {
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(server.TrustedCertificates.ToArray());
        }

        chain.Build(leaf);
        return chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, next) => all | next.Status);
    }

    private MailFailure? JudgeName(X509Certificate2 leaf)
    {
        if (leaf.MatchesHostname(server.Host.TrimEnd('.')))
        {
            return null;
        }

        return Reject(MailFailureKind.CertificateWrongHost, $"shows a certificate for {string.Join(", ", Names(leaf))}, not for {server.Host}",
            "Use one of those names as the server name; if none is right, the server's administrator has to change the certificate.");
    }

    private static TlsFacts Describe(X509Certificate2 leaf, X509Chain? chain) => new(
        null,
        leaf.GetNameInfo(X509NameType.SimpleName, forIssuer: false),
        leaf.GetNameInfo(X509NameType.SimpleName, forIssuer: true),
        [.. Names(leaf)],
        new DateTimeOffset(leaf.NotBefore),
        new DateTimeOffset(leaf.NotAfter),
        [.. (chain?.ChainElements ?? Enumerable.Empty<X509ChainElement>()).Select(element => element.Certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false))]);

    private static IEnumerable<string> Names(X509Certificate2 leaf) => leaf.Extensions.OfType<X509SubjectAlternativeNameExtension>()
        .SelectMany(extension => extension.EnumerateDnsNames().Concat(extension.EnumerateIPAddresses().Select(address => address.ToString())))
        .DefaultIfEmpty(leaf.GetNameInfo(X509NameType.SimpleName, forIssuer: false));

    private MailFailure Reject(MailFailureKind kind, string what, string remedy) =>
        new(kind, $"{server} {what}.", remedy, kind is MailFailureKind.CertificateExpired or MailFailureKind.CertificateInvalid ? FailureMender.ServerAdmin : FailureMender.MailboxAdmin, IsTransient: false);

    private static string OnlyDigits(string fingerprint) => string.Concat(fingerprint.Where(char.IsAsciiHexDigit));

    private static string Day(DateTime date) => date.ToUniversalTime().ToString("d MMMM yyyy", CultureInfo.InvariantCulture);
}
