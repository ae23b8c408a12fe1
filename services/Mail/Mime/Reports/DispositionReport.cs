using HelpdeskMail.Mail.Mime.Fields;
using HelpdeskMail.Mail.Mime.Reports;

namespace HelpdeskMail.Mail.Mime;

/// <summary>A message disposition notification (RFC 8098): what a mail program did with a message.</summary>
/// <param name="Fields">All its fields.</param>
public sealed record DispositionReport(HeaderList Fields)
{
    /// <summary>displayed, deleted, dispatched, processed, …; lower case, empty when missing.</summary>
    public string Disposition => (Fields.Get("Disposition") ?? "") is var value && value.IndexOf(';', StringComparison.Ordinal) is >= 0 and var at
        ? value[(at + 1)..].Split('/', ',')[0].Trim().ToLowerInvariant()
        : "";

    /// <summary>Who read it, or null.</summary>
    public string? FinalRecipient => TypedValue.Of(Fields.Get("Final-Recipient"));

    /// <summary>Message-ID of the message, without brackets, or null.</summary>
    public string? OriginalMessageId => MessageIds.First(Fields.Get("Original-Message-ID"));

    internal static DispositionReport? Read(MimePart part, MimeLimits limits) =>
        FieldGroups.Read(part.DecodedBody(), limits) is [var first, ..] ? new(first) : null;
}
