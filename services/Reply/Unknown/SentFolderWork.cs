using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Reply.Announcing;
using HelpdeskMail.Reply.Filing;
using HelpdeskMail.Reply.Queue;
using HelpdeskMail.Reply.Sending;
using HelpdeskMail.Reply.SystemEmails;

namespace HelpdeskMail.Reply.Unknown;

/// <summary>
/// The work at Sent folders, beside the sending so that a slow mailbox delays no reply: settles unknown replies, sees to copies. Each mailbox is worked on
/// its own over one connection, so one that never answers holds up no other.
/// </summary>
internal sealed partial class SentFolderWork(
    ResolveUnknown unknown, SentCopies copies, SentFolder folders, SystemEmailDirectory directory, News news, Dispatcher dispatcher, TimeProvider time, ILogger<SentFolderWork> logger)
    : BackgroundService
{
    private const int MailboxesAtOnce = 8;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly Dictionary<Guid, Task> busy = [];

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await RoundAsync(stoppingToken);
            }
        }
        finally
        {
            await Task.WhenAll(busy.Values);
        }
    }

    private async Task RoundAsync(CancellationToken cancellation)
    {
        try
        {
            foreach (var (id, _) in busy.Where(entry => entry.Value.IsCompleted).ToList())
            {
                busy.Remove(id);
            }

            if (busy.Count >= MailboxesAtOnce)
            {
                return;
            }

            var except = busy.Keys.ToList();
            var unknowns = (await unknown.TakeDueAsync(except, cancellation)).ToLookup(row => row.SystemEmailId);
            var sent = (await copies.TakeDueAsync(except, cancellation)).ToLookup(row => row.SystemEmailId);
            foreach (var id in unknowns.Concat(sent).Select(rows => rows.Key).Distinct())
            {
                busy[id] = Task.Run(() => WorkAsync(id, [.. unknowns[id]], [.. sent[id]], cancellation), CancellationToken.None);
            }
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            LogFailed(logger, exception);
        }
    }

    private async Task WorkAsync(Guid id, IReadOnlyList<QueueRow> unknowns, IReadOnlyList<QueueRow> sent, CancellationToken cancellation)
    {
        try
        {
            await WorkMailboxAsync(id, unknowns, sent, cancellation);
        }
        catch (Exception exception)
        {
            if (!cancellation.IsCancellationRequested)
            {
                LogFailed(logger, exception);
            }
        }
    }

    private async Task WorkMailboxAsync(Guid id, IReadOnlyList<QueueRow> unknowns, IReadOnlyList<QueueRow> sent, CancellationToken cancellation)
    {
        SystemEmailSettings? email = null;
        OpenSentFolder? folder = null;
        string? trouble = null;
        try
        {
            email = await directory.FindAsync(id, revision: 0, cancellation);
            folder = email is not null && CopyRule.CanLook(email) ? await folders.OpenAsync(email, cancellation) : null;
        }
        catch (Exception exception) when (exception is MailFailureException or MailboxTroubleException)
        {
            trouble = (exception as MailFailureException)?.Failure.What ?? exception.Message;
            LogNotOpened(logger, email?.Address ?? id.ToString(), trouble);
        }

        await using (folder)
        {
            foreach (var row in unknowns)
            {
                await ResolveAsync(row, email, folder, trouble, cancellation);
            }

            foreach (var row in sent)
            {
                await SeeToAsync(row, email, folder, trouble, cancellation);
            }
        }

        dispatcher.Wake();
    }

    private async Task ResolveAsync(QueueRow row, SystemEmailSettings? email, OpenSentFolder? folder, string? trouble, CancellationToken cancellation)
    {
        try
        {
            await unknown.ResolveAsync(row, email, folder, trouble, cancellation);
        }
        catch (MailFailureException exception)
        {
            LogNotOpened(logger, email!.Address, exception.Failure.What);
            await unknown.ResolveAsync(row, email, folder: null, exception.Failure.What, cancellation);
        }

        await news.TryTellAsync(row.ReplyId, cancellation);
    }

    private async Task SeeToAsync(QueueRow row, SystemEmailSettings? email, OpenSentFolder? folder, string? trouble, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            if (trouble is not null)
            {
                await copies.PutOffAsync(row, trouble, cancellation);
                return;
            }

            if (!await copies.KeepAsync(row, cancellation))
            {
                return;
            }

            limit.CancelAfter(SentCopies.Patience);
            await copies.SeeToAsync(row, email, folder, limit.Token);
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            // Whatever it was, it is tried as often as anything else: kept as it is, the copy would come up every ten minutes for ever.
            if (exception is not (MailFailureException or HttpRequestException or IOException or OperationCanceledException))
            {
                LogFailed(logger, exception);
            }

            await copies.PutOffAsync(row, (exception as MailFailureException)?.Failure.What ?? exception.Message, cancellation);
        }

        await news.TryTellAsync(row.ReplyId, cancellation);
    }

    [LoggerMessage(EventId = 60, EventName = "sent_folder.not_opened", Level = LogLevel.Warning, Message = "{Mailbox}: its Sent folder could not be looked into. {Reason}")]
    private static partial void LogNotOpened(ILogger logger, string mailbox, string reason);

    [LoggerMessage(EventId = 61, EventName = "sent_folders.failed", Level = LogLevel.Warning, Message = "The Sent folders could not be worked on; trying again")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
