namespace HelpdeskMail.Mail.Mime;

/// <summary>
/// How much of a message the reader is willing to take apart. Reaching a limit is noted as a <see cref="MimeDefect"/>; the message is
/// still read, the rest of it stays unopened.
/// </summary>
public sealed record MimeLimits
{
    /// <summary>The limits used where none are given.</summary>
    public static MimeLimits Default { get; } = new();

    /// <summary>Levels of multiparts and attached messages within each other; what lies deeper stays an unopened part.</summary>
    public int Nesting { get; init; } = 100;

    /// <summary>Parts of one message, all levels together.</summary>
    public int Parts { get; init; } = 10_000;

    /// <summary>Bytes of one header; the field that passes them is cut there, the fields after it are skipped.</summary>
    public int HeaderBytes { get; init; } = 1024 * 1024;

    /// <summary>Mailboxes taken from one field.</summary>
    public int Addresses { get; init; } = 50_000;

    /// <summary>Parameters taken from one Content-Type or Content-Disposition field.</summary>
    public int Parameters { get; init; } = 1_000;

    /// <summary>Messages wrapped in base64 or quoted-printable within each other; each level costs a copy.</summary>
    public int EncodedMessages { get; init; } = 8;

    /// <summary>Defects kept; further ones are counted only in <see cref="MimeMessage.DefectCount"/>.</summary>
    public int Defects { get; init; } = 1_000;

    /// <summary>Bytes that opening one winmail.dat may produce (its compressed text expands).</summary>
    public int TnefBytes { get; init; } = 64 * 1024 * 1024;
}
