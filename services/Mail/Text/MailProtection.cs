using HelpdeskMail.Mail.Mime;

namespace HelpdeskMail.Mail.Text;

/// <summary>By what a mail, or some of it, is signed or encrypted. Nothing is verified and nothing decrypted.</summary>
/// <param name="SignedBy">«S/MIME» (RFC 8551) or «OpenPGP» (RFC 3156); null for neither.</param>
/// <param name="EncryptedBy">The same of what cannot be read here, or «Microsoft Purview» (MS-OXORMMS); null when all can be read.</param>
public sealed record MailProtection(string? SignedBy, string? EncryptedBy)
{
    internal const string Smime = "S/MIME";
    internal const string OpenPgp = "OpenPGP";
    private const string Purview = "Microsoft Purview";

    /// <summary>Of a mail that is neither.</summary>
    public static MailProtection None { get; } = new(null, null);

    /// <summary>The same with what a part adds to it. An opaque signature is told by whoever opens it.</summary>
    internal MailProtection With(MimePart part)
    {
        var type = part.ContentType;
        return type switch
        {
            { Type: "multipart", Subtype: "signed" } => this with { SignedBy = SignedBy ?? (type.Parameters["protocol"]?.Contains("pgp", StringComparison.OrdinalIgnoreCase) == true ? OpenPgp : Smime) },
            // Exchange hands on what OpenPGP has encrypted as a multipart/mixed.
            { Type: "application", Subtype: "pgp-encrypted" } => this with { EncryptedBy = EncryptedBy ?? OpenPgp },
            { Type: "application", Subtype: "pkcs7-mime" or "x-pkcs7-mime" } when IsEnveloped(part) => this with { EncryptedBy = EncryptedBy ?? Smime },
            { Type: "application", Subtype: "x-microsoft-rpmsg-message" } => this with { EncryptedBy = EncryptedBy ?? Purview },
            _ => this,
        };
    }

    private static bool IsEnveloped(MimePart part) => part.ContentType.Parameters["smime-type"]?.Trim().ToLowerInvariant() switch
    {
        "enveloped-data" or "authenveloped-data" or "encrypted-data" => true,
        "signed-data" or "certs-only" or "compressed-data" => false,
        _ => Mime.Signed.SignedContent.IsEnveloped(part.DecodedBody()),
    };
}
