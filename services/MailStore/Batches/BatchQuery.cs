using HelpdeskMail.Contracts.Mail;
using HelpdeskMail.MailStore.Receipts;
using Microsoft.AspNetCore.Mvc;

namespace HelpdeskMail.MailStore.Batches;

/// <summary>Where all messages of a batch lay, and whether they join receipts of the same bytes from the same folder (see <see cref="PlaceQuery"/>).</summary>
internal sealed record BatchQuery(
    [property: FromQuery] Guid SystemEmailId,
    [property: FromQuery] MailSource Source,
    [property: FromQuery] string? Folder,
    [property: FromQuery] bool? Join)
{
    /// <summary>The place of one of its messages.</summary>
    public PlaceQuery Of(BatchedHead head) => new(SystemEmailId, Source, Folder, head.Key, head.ReceivedAt, Join);
}
