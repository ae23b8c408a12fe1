namespace HelpdeskMail.Integration.Tests;

/// <summary>Mails as customers send them.</summary>
internal static class CustomerMail
{
    /// <summary>A plain mail with a Message-ID of its own.</summary>
    public static string Plain(string from, string to, string subject, string text, string? inReplyTo = null) =>
        $"""
        From: {from}
        To: {to}
        Subject: {subject}
        Date: Mon, 16 Nov 2026 09:30:00 +0100
        Message-ID: <{Guid.NewGuid():N}@customer.example>
        {(inReplyTo is null ? "X-Mailer: tests" : $"In-Reply-To: <{inReplyTo}>\nReferences: <{inReplyTo}>")}
        MIME-Version: 1.0
        Content-Type: text/plain; charset=utf-8

        {text}

        """;

    /// <summary>A mail with a text and one file, as mail programs make it.</summary>
    public static string WithFile(string from, string to, string subject, string text, string messageId, string fileName, byte[] file) =>
        $"""
        From: {from}
        To: {to}
        Subject: {subject}
        Date: Mon, 16 Nov 2026 09:30:00 +0100
        Message-ID: <{messageId}>
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary="=_border"

        --=_border
        Content-Type: text/plain; charset=utf-8

        {text}
        --=_border
        Content-Type: application/octet-stream; name="{fileName}"
        Content-Disposition: attachment; filename="{fileName}"
        Content-Transfer-Encoding: base64

        {Convert.ToBase64String(file, Base64FormattingOptions.InsertLineBreaks)}
        --=_border--

        """;

    /// <summary>The value of a header field in a raw mail, unfolded; null without it.</summary>
    public static string? Field(string raw, string name)
    {
        var header = raw.ReplaceLineEndings("\n").Split("\n\n", 2)[0].Replace("\n ", " ", StringComparison.Ordinal).Replace("\n\t", " ", StringComparison.Ordinal);
        return header.Split('\n').FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();
    }
}
