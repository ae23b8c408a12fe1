using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Reply.Queue;
using HelpdeskMail.Reply.Sending;
using MassTransit;

namespace HelpdeskMail.Reply.SystemEmails;

/// <summary>
/// Lets a held mailbox go on when something was sent from it, here or in an admin's test: what waited for it is due at once. Running twice changes nothing;
/// when the message is lost, the hold ends by itself.
/// </summary>
internal sealed class MailboxObservedConsumer(HoldTable holds, Dispatcher dispatcher) : IConsumer<MailboxObserved>
{
    public async Task Consume(ConsumeContext<MailboxObserved> context)
    {
        if (context.Message is { Direction: MailDirection.Sending, Problem: null })
        {
            await holds.LiftAsync(context.Message.SystemEmailId, context.CancellationToken);
            dispatcher.Wake();
        }
    }
}
