using HelpdeskMail.Mail.Mime.Fields;
using HelpdeskMail.Mail.Mime.Reports;

namespace HelpdeskMail.Mail.Mime;

/// <summary>A part whose content lies elsewhere (message/external-body, RFC 2046 section 5.2.3). Nothing is ever fetched.</summary>
/// <param name="AccessType">url, ftp, anon-ftp, mail-server, local-file, …; lower case.</param>
/// <param name="Parameters">Where it lies: url, site, directory, name, …</param>
/// <param name="Headers">The fields that the content will have; null when none are given.</param>
public sealed record ExternalBody(string AccessType, ParameterList Parameters, HeaderList? Headers)
{
    /// <summary>Address of the content (RFC 2017), blanks of folding removed; null for other kinds of access.</summary>
    public string? Url => Parameters["url"]?.Replace(" ", "", StringComparison.Ordinal);

    /// <summary>The reference in a part; null when it is none.</summary>
    public static ExternalBody? Of(MimePart part, MimeLimits? limits = null) =>
        part.ContentType.Is("message", "external-body")
            ? new((part.ContentType.Parameters["access-type"] ?? "").ToLowerInvariant(), part.ContentType.Parameters, FieldGroups.Read(part.DecodedBody(), limits ?? MimeLimits.Default) is [var first, ..] ? first : null)
            : null;
}
