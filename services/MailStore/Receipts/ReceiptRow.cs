using HelpdeskMail.Contracts.Mail;

namespace HelpdeskMail.MailStore.Receipts;

/// <summary>A row of <c>receipt</c>.</summary>
internal sealed class ReceiptRow
{
    public long Id { get; init; }

    public Guid SystemEmailId { get; init; }

    public string Source { get; init; } = "";

    public string Folder { get; init; } = "";

    public string Key { get; init; } = "";

    public string? Content { get; init; }

    public long Size { get; init; }

    public DateTimeOffset ReceivedAt { get; init; }

    public DateTimeOffset StoredAt { get; init; }

    public string? Failure { get; init; }

    public DateTimeOffset? HandledAt { get; init; }

    public MailReceipt ToReceipt() => new(
        Id, new MailPlace(SystemEmailId, Enum.Parse<MailSource>(Source), Folder, Key), Content, Size, ReceivedAt, StoredAt, Failure, HandledAt);
}
