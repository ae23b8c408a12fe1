namespace HelpdeskMail.Mail.Sending;

/// <summary>Who a message comes from and goes to, apart from what its header says (RFC 5321 section 2.3.1).</summary>
/// <param name="From">Return address, bare; empty for mail that nobody may answer with a report (RFC 3834).</param>
/// <param name="Recipients">At least one.</param>
/// <param name="EnvelopeId">Identifier that delivery reports bring back (ENVID, up to 100 printable ASCII characters); null for none.</param>
/// <param name="ReturnHeadersOnly">Whether a report of failure should bring the header only (RET=HDRS).</param>
/// <param name="RequireTls">Whether the message may travel over verified TLS only, to the end (RFC 8689); refused here when the server does not offer it.</param>
public sealed record Envelope(
    string From,
    IReadOnlyList<EnvelopeRecipient> Recipients,
    string? EnvelopeId = null,
    bool ReturnHeadersOnly = false,
    bool RequireTls = false)
{
    /// <summary>The plain case: a sender and the recipients.</summary>
    public static Envelope Of(string from, params IEnumerable<string> recipients) => new(from, [.. recipients.Select(address => new EnvelopeRecipient(address))]);
}
