using System.Diagnostics;
using HelpdeskMail.Contracts.Mail;
using HelpdeskMail.ServiceDefaults.Bus;
using HelpdeskMail.ServiceDefaults.Database;
using MassTransit;

namespace HelpdeskMail.Helpdesk.Intake;

/// <summary>Reports receipts as handled. Reports that come while others are being sent share the next message.</summary>
public sealed class HandledReports
{
    private const int Most = 500;

    /// <summary>How long the bus has for a message; what it does not take is announced again and reported again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Coalescer<ReceiptReport, bool> sending;

    /// <summary>Sends over this bus.</summary>
    public HandledReports(IBus bus) =>
        sending = new Coalescer<ReceiptReport, bool>(
            async reports =>
            {
                await bus.PublishAsync(new MailHandled(reports), Patience, CancellationToken.None);
                return new bool[reports.Count];
            },
            _ => 1,
            Most,
            Most,
            concernsOneItem: _ => false);

    /// <summary>Reports that it is committed what became of a receipt; returns when the bus has the report.</summary>
    public Task AddAsync(long receipt, string? content, CancellationToken cancellation) => sending.RunAsync(new ReceiptReport(receipt, content, Activity.Current?.Id)).WaitAsync(cancellation);
}
