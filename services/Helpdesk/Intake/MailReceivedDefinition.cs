using MassTransit;

namespace HelpdeskMail.Helpdesk.Intake;

/// <summary>Many mails are taken in at once: what they need is read, and what becomes of them stored, together.</summary>
public sealed class MailReceivedDefinition : ConsumerDefinition<MailReceivedConsumer>
{
    private const int AtOnce = 16;
    private const int Ahead = 32;

    /// <summary>As MassTransit makes it.</summary>
    public MailReceivedDefinition() => Endpoint(endpoint =>
    {
        endpoint.ConcurrentMessageLimit = AtOnce;
        endpoint.PrefetchCount = Ahead;
    });
}
