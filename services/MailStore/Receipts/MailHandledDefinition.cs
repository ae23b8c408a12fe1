using MassTransit;

namespace HelpdeskMail.MailStore.Receipts;

/// <summary>Many reports are taken at once, since they are written down together.</summary>
internal sealed class MailHandledDefinition : ConsumerDefinition<MailHandledConsumer>
{
    private const int AtOnce = 100;

    public MailHandledDefinition() => Endpoint(endpoint =>
    {
        endpoint.ConcurrentMessageLimit = AtOnce;
        endpoint.PrefetchCount = AtOnce;
    });
}
