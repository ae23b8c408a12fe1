using System.Text;
using HelpdeskMail.Contracts.Mail;
using Microsoft.AspNetCore.Mvc;

namespace HelpdeskMail.MailStore.Receipts;

/// <summary>
/// Query of a call that stores a message: where the message lay, when it came, and whether it joins a receipt of the same bytes from the same folder
/// (asked for after a server has renumbered the folder, when the key alone would make a second one).
/// </summary>
internal sealed record PlaceQuery(
    [property: FromQuery] Guid SystemEmailId,
    [property: FromQuery] MailSource Source,
    [property: FromQuery] string? Folder,
    [property: FromQuery] string Key,
    [property: FromQuery] DateTimeOffset? ReceivedAt,
    [property: FromQuery] bool? Join)
{
    /// <summary>The place's index holds both names, and PostgreSQL's index rows end at 2.7 KB.</summary>
    private const int LongestName = 1000;

    /// <summary>The place.</summary>
    public MailPlace Place => new(SystemEmailId, Source, Folder ?? "", Key);

    /// <summary>What is wrong with the place, in words; null when nothing is.</summary>
    public string? Problem() =>
        SystemEmailId == Guid.Empty ? "systemEmailId is missing."
        : !Enum.IsDefined(Source) ? "source is not one of Imap, Pop3, Graph, Upload."
        : Key.Length == 0 ? "key is empty."
        : NameProblem("folder", Folder ?? "") ?? NameProblem("key", Key);

    private static string? NameProblem(string what, string name) =>
        name.Contains('\0', StringComparison.Ordinal) ? $"{what} contains a NUL character."
        : Encoding.UTF8.GetByteCount(name) > LongestName ? $"{what} is longer than {LongestName} bytes in UTF-8."
        : null;
}
