namespace HelpdeskMail.Fetch.Tests.Hosting;

public sealed class StoredReceipt
{
    public long Id { get; init; }

    public string Key { get; init; } = "";

    public string? Content { get; init; }

    public string? Failure { get; init; }
}
