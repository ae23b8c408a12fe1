using HelpdeskMail.Contracts.Replies;

namespace HelpdeskMail.Reply.Composing;

/// <summary>A reply to some of its recipients only.</summary>
internal static class PartialReply
{
    /// <summary>The reply as it is written to those given, the others left out of its header as well.</summary>
    public static OutgoingReply For(this OutgoingReply reply, IReadOnlyList<string> recipients)
    {
        var wanted = recipients.ToHashSet(StringComparer.OrdinalIgnoreCase);
        IReadOnlyList<ReplyAddress> Wanted(IReadOnlyList<ReplyAddress> all) => [.. all.Where(one => wanted.Contains(one.Address))];
        return reply with { To = Wanted(reply.To), Cc = Wanted(reply.Cc), Bcc = Wanted(reply.Bcc) };
    }
}
