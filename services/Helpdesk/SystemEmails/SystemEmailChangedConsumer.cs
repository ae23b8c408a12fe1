using HelpdeskMail.Contracts.SystemEmails;
using MassTransit;

namespace HelpdeskMail.Helpdesk.SystemEmails;

/// <summary>Takes over changed settings. Running twice reads them twice; a lost message is made up for by the minute's reading.</summary>
public sealed class SystemEmailChangedConsumer(SystemEmailWatch watch) : IConsumer<SystemEmailChanged>
{
    /// <inheritdoc/>
    public Task Consume(ConsumeContext<SystemEmailChanged> context) => watch.ReadAsync(context.CancellationToken);
}
