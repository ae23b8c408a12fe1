using HelpdeskMail.Contracts.Replies;

namespace HelpdeskMail.Reply.Tests.Hosting;

internal static class ReplyMessages
{
    public static bool IsOfOne(this ReplyProgressed said, IEnumerable<OutgoingReply> replies) => replies.Any(reply => reply.ReplyId == said.ReplyId);
}
