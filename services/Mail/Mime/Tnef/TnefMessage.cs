namespace HelpdeskMail.Mail.Mime.Tnef;

/// <summary>What Outlook put into a winmail.dat (MS-OXTNEF): the body, and the files that are not parts of their own.</summary>
/// <param name="Subject">Subject, or null.</param>
/// <param name="Text">Plain text, or null.</param>
/// <param name="Html">HTML, or null.</param>
/// <param name="Attachments">The files, embedded messages as winmail.dat of their own already opened into theirs.</param>
public sealed record TnefMessage(string? Subject, string? Text, string? Html, IReadOnlyList<TnefAttachment> Attachments)
{
    /// <summary>False when it was cut off, damaged, or held more than the limits allow: what could be read is here.</summary>
    public bool IsComplete { get; init; } = true;

    /// <summary>Opens one; null when the bytes are no TNEF. Damaged ones give what could be read before the damage.</summary>
    public static TnefMessage? Open(ReadOnlyMemory<byte> bytes, MimeLimits? limits = null) => new TnefReader(new TnefAllowance(limits ?? MimeLimits.Default)).Read(bytes, depth: 0);
}
