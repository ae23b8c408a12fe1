using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Helpdesk.SignIn;
using MassTransit;

namespace HelpdeskMail.Helpdesk.Answering;

/// <summary>Shows that a reply was given up. Running twice, or late, changes nothing: only a newer revision counts. When the message is lost, the Reply service sends it again upon the next nudge.</summary>
public sealed class ReplyFailedConsumer(OutgoingTable outgoing, AccountMails mails) : IConsumer<ReplyFailed>
{
    /// <inheritdoc/>
    public async Task Consume(ConsumeContext<ReplyFailed> context)
    {
        await outgoing.ApplyAsync(context.Message, context.CancellationToken);
        await mails.ApplyAsync(context.Message.ReplyId, ended: true, context.CancellationToken);
    }
}
