using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Reply.Queue;
using HelpdeskMail.Reply.Sending;
using MassTransit;

namespace HelpdeskMail.Reply.SystemEmails;

/// <summary>
/// Lets a held mailbox go on when its system email has changed: a new link may have mended it, and what waited for it is due at once, on whichever replica.
/// Running twice changes nothing; when the message is lost, the hold ends by itself.
/// </summary>
internal sealed class SystemEmailChangedConsumer(SystemEmailDirectory directory, HoldTable holds, Dispatcher dispatcher) : IConsumer<SystemEmailChanged>
{
    public async Task Consume(ConsumeContext<SystemEmailChanged> context)
    {
        await directory.RefreshAsync(context.CancellationToken);
        await holds.ChangedAsync(context.Message.SystemEmailId, context.Message.Revision, context.CancellationToken);
        dispatcher.Wake();
    }
}
