namespace HelpdeskMail.Sandbox.Writing;

/// <summary>A mail as somebody outside would send it.</summary>
public sealed record CustomerMail
{
    /// <summary>Address, or name and address: <c>Anna Berg &lt;anna@customer.example&gt;</c>.</summary>
    public required string From { get; init; }

    public required IReadOnlyList<string> To { get; init; }

    public IReadOnlyList<string> Cc { get; init; } = [];

    public string Subject { get; init; } = "";

    /// <summary>Plain text; null where there is only HTML.</summary>
    public string? Text { get; init; }

    /// <summary>HTML; pictures in it are named as <c>cid:</c> and the attachment's file name.</summary>
    public string? Html { get; init; }

    public IReadOnlyList<CustomerAttachment> Attachments { get; init; } = [];

    /// <summary>Further fields, such as In-Reply-To or Auto-Submitted.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Without brackets; null: a new one.</summary>
    public string? MessageId { get; init; }

    /// <summary>Null: now.</summary>
    public DateTimeOffset? Date { get; init; }
}
