using HelpdeskMail.Contracts.Mail;
using MassTransit;

namespace HelpdeskMail.MailStore.Receipts;

/// <summary>
/// Stops announcing a receipt. Running twice changes nothing. When it dies before its commit the message is delivered again; when the message itself is
/// lost, the receipt is announced once more and the helpdesk reports again.
/// </summary>
internal sealed class MailHandledConsumer(HandledReports reports) : IConsumer<MailHandled>
{
    public Task Consume(ConsumeContext<MailHandled> context) => reports.AddAsync(context.Message.ReceiptId, context.Message.Content).WaitAsync(context.CancellationToken);
}
