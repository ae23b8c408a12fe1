using HelpdeskMail.Mail.Mime.Fields;
using HelpdeskMail.Mail.Mime.Reports;

namespace HelpdeskMail.Mail.Mime;

/// <summary>A message disposition notification (RFC 8098): what a mail program did with a message.</summary>
/// <param name="Fields">All its fields.</param>
public sealed record DispositionReport(HeaderList Fields)
{
    /// <summary>displayed, deleted, dispatched, processed, …; lower case, also where a program leaves out how it came about; empty when missing.</summary>
    public string Disposition => (Fields.Get("Disposition") ?? "") is var value && value[(value.IndexOf(';', StringComparison.Ordinal) + 1)..].Trim().Split('/', ',', ' ', '(')[0] is var word && !word.EndsWith("-action", StringComparison.OrdinalIgnoreCase)
        ? word.ToLowerInvariant()
        : "";

    /// <summary>Who read it, or null.</summary>
    public string? FinalRecipient => TypedValue.Address(Fields.Get("Final-Recipient"));

    /// <summary>Message-ID of the message, without brackets, or null.</summary>
    public string? OriginalMessageId => MessageIds.First(Fields.Get("Original-Message-ID"));

    internal static DispositionReport? Read(MimePart part, MimeLimits limits) =>
        FieldGroups.Read(part.DecodedBody(), limits) is [var first, ..] groups ? new(groups.Find(group => group.Contains("Disposition")) ?? first) : null;
}
