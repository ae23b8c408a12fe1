using System.Diagnostics;
using HelpdeskMail.Contracts.Mail;
using MassTransit;

namespace HelpdeskMail.Helpdesk.Intake;

/// <summary>
/// Takes a received mail in and reports it handled. Running twice finds the outcome of the first time and reports again. Dying before the report, it is
/// announced again by the MailStore.
/// </summary>
public sealed partial class MailReceivedConsumer(MailIntake intake, HandledReports reports, ILogger<MailReceivedConsumer> logger) : IConsumer<MailReceived>
{
    /// <inheritdoc/>
    public async Task Consume(ConsumeContext<MailReceived> context)
    {
        var clock = Stopwatch.GetTimestamp();
        var receipt = context.Message.ReceiptId;
        var (outcome, content) = await intake.HandleReceiptAsync(receipt, context.CancellationToken);
        if (outcome is IntakeOutcome.Unknown)
        {
            LogUnknown(logger, receipt);
            return;
        }

        await reports.AddAsync(receipt, content, context.CancellationToken);
        var elapsed = Stopwatch.GetElapsedTime(clock);
        LogHandled(logger, receipt, outcome, elapsed);
    }

    [LoggerMessage(EventId = 10, EventName = "intake.handled", Level = LogLevel.Information, Message = "Receipt {Receipt}: {Outcome} in {Elapsed}")]
    private static partial void LogHandled(ILogger logger, long receipt, IntakeOutcome outcome, TimeSpan elapsed);

    [LoggerMessage(EventId = 11, EventName = "intake.receipt_unknown", Level = LogLevel.Warning, Message = "The MailStore has no receipt {Receipt}; passed over")]
    private static partial void LogUnknown(ILogger logger, long receipt);
}
