using HelpdeskMail.Contracts.Replies;
using MassTransit;

namespace HelpdeskMail.Helpdesk.Answering;

/// <summary>Shows that a reply was given up. Running twice, or late, changes nothing: only a newer revision counts. When the message is lost, the Reply service sends it again upon the next nudge.</summary>
public sealed class ReplyFailedConsumer(OutgoingTable outgoing) : IConsumer<ReplyFailed>
{
    /// <inheritdoc/>
    public Task Consume(ConsumeContext<ReplyFailed> context) => outgoing.ApplyAsync(context.Message, context.CancellationToken);
}
