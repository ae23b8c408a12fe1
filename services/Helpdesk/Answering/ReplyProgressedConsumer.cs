using HelpdeskMail.Contracts.Replies;
using MassTransit;

namespace HelpdeskMail.Helpdesk.Answering;

/// <summary>Shows how far a reply has come. Running twice, or late, changes nothing: only a newer revision counts. When the message is lost, the Reply service sends it again upon the next nudge.</summary>
public sealed class ReplyProgressedConsumer(OutgoingTable outgoing) : IConsumer<ReplyProgressed>
{
    /// <inheritdoc/>
    public Task Consume(ConsumeContext<ReplyProgressed> context) => outgoing.ApplyAsync(context.Message, context.CancellationToken);
}
