using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Helpdesk.SignIn;
using MassTransit;

namespace HelpdeskMail.Helpdesk.Answering;

/// <summary>
/// Keeps the Message-ID that a reply went out under as one of ours, so that an answer that names only that one finds its ticket. Running twice changes
/// nothing; when the message is lost, the answer is threaded by its other evidence.
/// </summary>
public sealed class ReplyFiledConsumer(OutgoingTable outgoing, AccountMails mails) : IConsumer<ReplyFiled>
{
    /// <inheritdoc/>
    public async Task Consume(ConsumeContext<ReplyFiled> context)
    {
        await outgoing.ApplyAsync(context.Message, context.CancellationToken);
        await mails.ApplyAsync(context.Message, context.CancellationToken);
    }
}
