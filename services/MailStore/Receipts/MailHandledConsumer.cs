using System.Diagnostics;
using HelpdeskMail.Contracts.Mail;
using MassTransit;

namespace HelpdeskMail.MailStore.Receipts;

/// <summary>
/// Stops announcing receipts. Running twice changes nothing. When it dies before its commit the message is delivered again; when the message itself is
/// lost, the receipts are announced once more and the helpdesk reports again.
/// </summary>
internal sealed class MailHandledConsumer(ReceiptTable receipts) : IConsumer<MailHandled>
{
    private static readonly ActivitySource Source = new("HelpdeskMail.MailStore");

    public async Task Consume(ConsumeContext<MailHandled> context)
    {
        var reports = context.Message.Receipts;
        var spans = reports.Where(report => report.Trace is not null).Select(report => Source.StartActivity("mail.handled", ActivityKind.Consumer, report.Trace)).ToList();
        try
        {
            await receipts.MarkHandledAsync([.. reports.Select(report => report.ReceiptId)], [.. reports.Select(report => report.Content)], context.CancellationToken);
        }
        finally
        {
            spans.ForEach(span => span?.Dispose());
        }
    }
}
