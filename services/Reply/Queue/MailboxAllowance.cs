using HelpdeskMail.Contracts.SystemEmails;

namespace HelpdeskMail.Reply.Queue;

/// <summary>What may be sent from a mailbox, on all replicas together.</summary>
/// <param name="Id">The mailbox.</param>
/// <param name="Connections">Replies being handed over at once, each over a connection of its own.</param>
/// <param name="PerMinute">Attempts begun within a minute; null for no limit.</param>
/// <param name="PerDay">Recipients within 24 hours; null for no limit.</param>
internal sealed record MailboxAllowance(Guid Id, int Connections, int? PerMinute, int? PerDay)
{
    /// <summary>Connections where neither provider nor admin names a number: every server bears so many.</summary>
    private const int UsualConnections = 3;

    /// <summary>A mailbox whose settings have not been read yet sends one reply, which has them read.</summary>
    public const int ConnectionsOfUnknown = 1;

    private const int MostConnections = 20;

    /// <summary>For each reply that is being handed over, so many are claimed in all: the next ones lie ready when a connection comes free.</summary>
    private const int ForEachConnection = 3;

    /// <summary>Replies claimed at once, those included whose turn has not come. They may still be taken back.</summary>
    public int InHand => Connections * ForEachConnection;

    /// <summary>What a system email's settings allow.</summary>
    public static MailboxAllowance Of(SystemEmailSettings email)
    {
        var limits = email.Sending?.Limits ?? SendingLimits.None;
        return new MailboxAllowance(email.Id, Math.Clamp(limits.Connections ?? UsualConnections, 1, MostConnections), limits.MessagesPerMinute, limits.RecipientsPerDay);
    }
}
