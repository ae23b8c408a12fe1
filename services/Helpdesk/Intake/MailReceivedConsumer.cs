using System.Diagnostics;
using HelpdeskMail.Contracts.Mail;
using MassTransit;

namespace HelpdeskMail.Helpdesk.Intake;

/// <summary>
/// Takes received mails in, all at the same time and each in its own trace, and reports them handled. Running twice finds the outcomes of the first time and reports again. Dying before the report, they
/// are announced again by the MailStore.
/// </summary>
public sealed partial class MailReceivedConsumer(IServiceScopeFactory scopes, HandledReports reports, ILogger<MailReceivedConsumer> logger) : IConsumer<MailReceived>
{
    private static readonly ActivitySource Source = new("HelpdeskMail.Helpdesk");

    /// <inheritdoc/>
    public Task Consume(ConsumeContext<MailReceived> context) => Task.WhenAll(context.Message.Mails.Select(mail => Task.Run(() => TakeInAsync(mail, context.CancellationToken))));

    private async Task TakeInAsync(ReceivedMail mail, CancellationToken cancellation)
    {
        using var trace = Source.StartActivity("mail.take_in", ActivityKind.Consumer, mail.Trace);
        var clock = Stopwatch.GetTimestamp();
        await using var scope = scopes.CreateAsyncScope();
        var (outcome, content) = await scope.ServiceProvider.GetRequiredService<MailIntake>().HandleReceiptAsync(mail.ReceiptId, cancellation);
        if (outcome is IntakeOutcome.Unknown)
        {
            LogUnknown(logger, mail.ReceiptId);
            return;
        }

        await reports.AddAsync(mail.ReceiptId, content, cancellation);
        var elapsed = Stopwatch.GetElapsedTime(clock);
        LogHandled(logger, mail.ReceiptId, outcome, elapsed);
    }

    [LoggerMessage(EventId = 10, EventName = "intake.handled", Level = LogLevel.Information, Message = "Receipt {Receipt}: {Outcome} in {Elapsed}")]
    private static partial void LogHandled(ILogger logger, long receipt, IntakeOutcome outcome, TimeSpan elapsed);

    [LoggerMessage(EventId = 11, EventName = "intake.receipt_unknown", Level = LogLevel.Warning, Message = "The MailStore has no receipt {Receipt}; passed over")]
    private static partial void LogUnknown(ILogger logger, long receipt);
}
