using System.Diagnostics;
using HelpdeskMail.Contracts.Mail;
using MassTransit;
using Npgsql;

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
        var (outcome, content) = await HandleAsync(scope.ServiceProvider, mail.ReceiptId, cancellation);
        if (outcome is IntakeOutcome.Unknown)
        {
            LogUnknown(logger, mail.ReceiptId);
            return;
        }

        await reports.AddAsync(mail.ReceiptId, content, cancellation);
        var elapsed = Stopwatch.GetElapsedTime(clock);
        LogHandled(logger, mail.ReceiptId, outcome, elapsed);
    }

    private async Task<HandledReceipt> HandleAsync(IServiceProvider services, long receiptId, CancellationToken cancellation)
    {
        try
        {
            return await services.GetRequiredService<MailIntake>().HandleReceiptAsync(receiptId, cancellation);
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            if (await TryNoteAsync(services, receiptId, exception, cancellation) is not { } kept)
            {
                throw;
            }

            LogGivenUp(logger, receiptId, exception);
            return kept;
        }
    }

    private async Task<HandledReceipt?> TryNoteAsync(IServiceProvider services, long receiptId, Exception failure, CancellationToken cancellation)
    {
        try
        {
            return await services.GetRequiredService<IntakeTrouble>().NoteAsync(receiptId, failure, cancellation);
        }
        catch (Exception exception) when (exception is NpgsqlException or HttpRequestException or TimeoutException)
        {
            LogNotNoted(logger, receiptId, exception.Message);
            return null;
        }
    }

    [LoggerMessage(EventId = 13, EventName = "intake.given_up", Level = LogLevel.Error, Message = "Receipt {Receipt} cannot be taken in; it is listed under Failed mail")]
    private static partial void LogGivenUp(ILogger logger, long receipt, Exception exception);

    [LoggerMessage(EventId = 14, EventName = "intake.trouble_not_noted", Level = LogLevel.Warning, Message = "That receipt {Receipt} could not be taken in was not noted ({Reason}); it is tried again when it is announced again")]
    private static partial void LogNotNoted(ILogger logger, long receipt, string reason);

    [LoggerMessage(EventId = 10, EventName = "intake.handled", Level = LogLevel.Information, Message = "Receipt {Receipt}: {Outcome} in {Elapsed}")]
    private static partial void LogHandled(ILogger logger, long receipt, IntakeOutcome outcome, TimeSpan elapsed);

    [LoggerMessage(EventId = 11, EventName = "intake.receipt_unknown", Level = LogLevel.Warning, Message = "The MailStore has no receipt {Receipt}; passed over")]
    private static partial void LogUnknown(ILogger logger, long receipt);
}
