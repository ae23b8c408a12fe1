using HelpdeskMail.Helpdesk.Tickets;

namespace HelpdeskMail.Helpdesk.Search;

/// <summary>What of an entry can be searched for.</summary>
internal sealed record IndexedEntry(long Ticket, DateTimeOffset At, string Subject, string From, string To, string Text, string Files, IReadOnlyList<string> Marks)
{
    /// <summary>Mark of an entry with a file that is listed.</summary>
    public const string HasAttachment = "has:attachment";

    /// <summary>Mark of an entry of a kind: «is:note».</summary>
    public static string Is(EntryKind kind) => $"is:{kind.ToString().ToLowerInvariant()}";

    public static IndexedEntry Of(
        long ticket, DateTimeOffset at, EntryKind kind, string? subject, string author, string? address, EntryRecipients recipients, string text, IReadOnlyCollection<string> files) => new(
        ticket, at, subject ?? "", $"{author} {address}", string.Join(' ', recipients.To.Concat(recipients.Cc).Concat(recipients.Bcc).Select(one => $"{one.Name} {one.Address}")),
        text, string.Join(' ', files), files.Count > 0 ? [Is(kind), HasAttachment] : [Is(kind)]);
}
