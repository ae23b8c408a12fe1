using HelpdeskMail.Mail.Mime.Reports;

namespace HelpdeskMail.Mail.Mime;

/// <summary>What became of a message for one recipient (RFC 3464 section 2.3).</summary>
/// <param name="Fields">All its fields.</param>
public sealed record DeliveryRecipient(HeaderList Fields)
{
    /// <summary>Address the server tried last, or null.</summary>
    public string? FinalRecipient => Address("Final-Recipient");

    /// <summary>Address the sender wrote to, or null.</summary>
    public string? OriginalRecipient => Address("Original-Recipient");

    /// <summary>failed, delayed, delivered, relayed or expanded; lower case, empty when missing.</summary>
    public string Action => (Fields.Get("Action") ?? "").Split(' ', ';', '(')[0].ToLowerInvariant();

    /// <summary>Enhanced status code such as 5.1.1 (RFC 3463), or null.</summary>
    public string? Status => Fields.Get("Status")?.Split(' ', '(')[0] is { Length: > 0 } code ? code : null;

    /// <summary>What the remote server said, without the type in front, or null.</summary>
    public string? DiagnosticCode => TypedValue.Of(Fields.GetText("Diagnostic-Code"));

    /// <summary>The server that said it, or null.</summary>
    public string? RemoteMta => TypedValue.Of(Fields.Get("Remote-MTA"));

    private string? Address(string name) => TypedValue.Of(Fields.Get(name)) is { } value ? (AddressList.Parse(value) is [var first, ..] ? first.Address : value) : null;
}
