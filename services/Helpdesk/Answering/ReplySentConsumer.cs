using HelpdeskMail.Contracts.Replies;
using MassTransit;

namespace HelpdeskMail.Helpdesk.Answering;

/// <summary>Shows that a reply was sent. Running twice, or late, changes nothing: only a newer revision counts. When the message is lost, the Reply service sends it again upon the next nudge.</summary>
public sealed class ReplySentConsumer(OutgoingTable outgoing) : IConsumer<ReplySent>
{
    /// <inheritdoc/>
    public Task Consume(ConsumeContext<ReplySent> context) => outgoing.ApplyAsync(context.Message, context.CancellationToken);
}
