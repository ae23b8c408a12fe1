using System.ComponentModel.DataAnnotations;

namespace HelpdeskMail.MailStore;

/// <summary>Limits of what is kept (configuration section <c>MailStore</c>).</summary>
public sealed record MailStoreSettings
{
    private const long Megabyte = 1024 * 1024;

    /// <summary>Largest message in bytes; Exchange Online lets at most 150 MB in, and transport adds a little.</summary>
    [Range(Megabyte, 2048 * Megabyte, ErrorMessage = "must lie between 1 MiB and 2 GiB, in bytes, for example 209715200")]
    public long MaxMessageSize { get; init; } = 200 * Megabyte;

    /// <summary>Largest single file in bytes.</summary>
    [Range(Megabyte, 2048 * Megabyte, ErrorMessage = "must lie between 1 MiB and 2 GiB, in bytes, for example 209715200")]
    public long MaxBlobSize { get; init; } = 200 * Megabyte;
}
