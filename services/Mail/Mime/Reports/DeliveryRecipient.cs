using System.Text.RegularExpressions;
using HelpdeskMail.Mail.Mime.Reports;

namespace HelpdeskMail.Mail.Mime;

/// <summary>What became of a message for one recipient (RFC 3464 section 2.3).</summary>
/// <param name="Fields">All its fields.</param>
public sealed partial record DeliveryRecipient(HeaderList Fields)
{
    private const int LongestValue = 2000;

    /// <summary>Address the server tried last, or null.</summary>
    public string? FinalRecipient => TypedValue.Address(Fields.Get("Final-Recipient"));

    /// <summary>Address the sender wrote to, or null.</summary>
    public string? OriginalRecipient => TypedValue.Address(Fields.Get("Original-Recipient"));

    /// <summary>failed, delayed, delivered, relayed or expanded; lower case, empty when missing. «failure» and «delay», as some servers write, are failed and delayed.</summary>
    public string Action => (Fields.Get("Action") ?? "").Split(' ', ';', '(')[0].ToLowerInvariant() switch
    {
        "failure" => "failed",
        "delay" => "delayed",
        var action => action,
    };

    /// <summary>Enhanced status code such as 5.1.1 (RFC 3463); the one in <see cref="DiagnosticCode"/> where the field Status has none; null when there is none at all.</summary>
    public string? Status => EnhancedCode(Fields.Get("Status")) ?? EnhancedCode(DiagnosticCode);

    /// <summary>What the remote server said, without the type in front, or null.</summary>
    public string? DiagnosticCode => TypedValue.Of(Fields.GetText("Diagnostic-Code"));

    /// <summary>The server that said it, or null.</summary>
    public string? RemoteMta => TypedValue.Of(Fields.Get("Remote-MTA"));

    private static string? EnhancedCode(string? value) => value is not null && Code().Match(value.Length > LongestValue ? value[..LongestValue] : value) is { Success: true } code ? code.Value : null;

    [GeneratedRegex(@"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?!\.?\d)", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex Code();
}
