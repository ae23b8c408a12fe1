using HelpdeskMail.Contracts.Mail;
using MassTransit;

namespace HelpdeskMail.MailStore.Receipts;

/// <summary>
/// Stops announcing receipts. Running twice changes nothing. When it dies before its commit the message is delivered again; when the message itself is
/// lost, the receipts are announced once more and the helpdesk reports again.
/// </summary>
internal sealed class MailHandledConsumer(ReceiptTable receipts) : IConsumer<MailHandled>
{
    public Task Consume(ConsumeContext<MailHandled> context) =>
        receipts.MarkHandledAsync([.. context.Message.Receipts.Select(report => report.ReceiptId)], [.. context.Message.Receipts.Select(report => report.Content)], context.CancellationToken);
}
