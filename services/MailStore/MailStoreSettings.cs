using System.ComponentModel.DataAnnotations;
using HelpdeskMail.MailStore.Retention;

namespace HelpdeskMail.MailStore;

/// <summary>Limits of what is kept (configuration section <c>MailStore</c>).</summary>
public sealed record MailStoreSettings : IValidatableObject
{
    private const long Megabyte = 1024 * 1024;
    private static readonly TimeSpan ShortestRetention = TimeSpan.FromDays(1);

    /// <summary>Largest message in bytes; Exchange Online lets at most 150 MB in, and transport adds a little.</summary>
    [Range(Megabyte, 2048 * Megabyte, ErrorMessage = "must lie between 1 MiB and 2 GiB, in bytes, for example 209715200")]
    public long MaxMessageSize { get; init; } = 200 * Megabyte;

    /// <summary>Largest single file in bytes.</summary>
    [Range(Megabyte, 2048 * Megabyte, ErrorMessage = "must lie between 1 MiB and 2 GiB, in bytes, for example 209715200")]
    public long MaxBlobSize { get; init; } = 200 * Megabyte;

    /// <summary>How long raw mail is kept; none keeps it for ever. The first rule of a mailbox counts, then the first one for all.</summary>
    public IReadOnlyList<RetentionRule> Retention { get; init; } = [];

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Retention.Index().Where(rule => rule.Item.KeepFor < ShortestRetention).Select(rule => new ValidationResult(
            "must be a day or more, for example 365.00:00:00", [$"{nameof(Retention)}:{rule.Index}:{nameof(RetentionRule.KeepFor)}"]));
}
