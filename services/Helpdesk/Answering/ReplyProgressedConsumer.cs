using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Helpdesk.SignIn;
using MassTransit;

namespace HelpdeskMail.Helpdesk.Answering;

/// <summary>Shows how far a reply has come. Running twice, or late, changes nothing: only a newer revision counts. When the message is lost, the Reply service sends it again upon the next nudge.</summary>
public sealed class ReplyProgressedConsumer(OutgoingTable outgoing, AccountMails mails) : IConsumer<ReplyProgressed>
{
    /// <inheritdoc/>
    public async Task Consume(ConsumeContext<ReplyProgressed> context)
    {
        await outgoing.ApplyAsync(context.Message, context.CancellationToken);
        await mails.ApplyAsync(context.Message.ReplyId, ended: context.Message.State is ReplyState.Sent or ReplyState.Failed, context.CancellationToken);
    }
}
