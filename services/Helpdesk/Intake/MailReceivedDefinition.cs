using MassTransit;

namespace HelpdeskMail.Helpdesk.Intake;

/// <summary>More mails are taken in at once than the machine has cores: each waits three times for the disk, and they wait together.</summary>
public sealed class MailReceivedDefinition : ConsumerDefinition<MailReceivedConsumer>
{
    /// <summary>Leaves some of the process's connections to the database to the pages.</summary>
    private const int AtOnce = 16;

    private const int Ahead = 64;

    /// <summary>As MassTransit makes it.</summary>
    public MailReceivedDefinition() => Endpoint(endpoint =>
    {
        endpoint.ConcurrentMessageLimit = AtOnce;
        endpoint.PrefetchCount = Ahead;
    });
}
