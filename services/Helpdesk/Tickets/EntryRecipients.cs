namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>The address fields of a mail.</summary>
/// <param name="To">To.</param>
/// <param name="Cc">Cc.</param>
/// <param name="Bcc">Bcc; only of our own replies.</param>
/// <param name="ReplyTo">Where its sender wants answers; empty for the sender itself.</param>
public sealed record EntryRecipients(
    IReadOnlyList<EntryAddress> To, IReadOnlyList<EntryAddress> Cc, IReadOnlyList<EntryAddress> Bcc, IReadOnlyList<EntryAddress> ReplyTo)
{
    /// <summary>Nobody.</summary>
    public static EntryRecipients None { get; } = new([], [], [], []);
}
