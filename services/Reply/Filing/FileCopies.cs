using Dapper;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Reply.Composing;
using HelpdeskMail.Reply.Queue;
using HelpdeskMail.Reply.SystemEmails;
using Npgsql;

namespace HelpdeskMail.Reply.Filing;

/// <summary>
/// Files copies of sent replies where the server does not. A copy is looked for before it is put there, so a crash in between makes no second one.
/// Given up after six attempts within an hour or so: the reply itself has been sent, and the ticket holds it.
/// </summary>
internal sealed partial class FileCopies(NpgsqlDataSource database, SystemEmailDirectory directory, Composer composer, SentFolder sent, ILogger<FileCopies> logger)
{
    private const int MostAttempts = 6;

    /// <summary>Files what is due; gives the number of rows worked on.</summary>
    public async Task<int> FileDueAsync(CancellationToken cancellation)
    {
        List<QueueRow> due;
        await using (var connection = await database.OpenConnectionAsync(cancellation))
        {
            due = [.. await connection.QueryAsync<QueueRow>(
                $"""
                update queue set filing_attempts = filing_attempts + 1, file_at = now() + interval '1 minute' * power(2, filing_attempts)
                where reply_id in (select reply_id from queue where filing = 'Due' and file_at <= now() order by file_at limit 20 for update skip locked)
                returning {QueueRow.Columns}
                """)];
        }

        foreach (var row in due)
        {
            await FileAsync(row, cancellation);
        }

        return due.Count;
    }

    private async Task FileAsync(QueueRow row, CancellationToken cancellation)
    {
        try
        {
            var filed = await directory.FindAsync(row.SystemEmailId, cancellation) is { } email && CopyRule.IsOurs(email)
                && await sent.FileAsync(email, row.Reply.MessageId, (await composer.ComposeAsync(row.Reply, email, cancellation)).Content, row.SentAt ?? row.Reply.QueuedAt, cancellation);
            await SettleAsync(row.ReplyId, filed ? "Done" : "GivenUp", cancellation);
        }
        catch (Exception exception) when (exception is MailFailureException or MailboxTroubleException or HttpRequestException or AttachmentMissingException)
        {
            LogNotFiled(logger, row.ReplyId, exception.Message);
            await using var connection = await database.OpenConnectionAsync(cancellation);
            await connection.ExecuteAsync(
                "update queue set filing = 'GivenUp' where reply_id = @ReplyId and filing_attempts >= @MostAttempts", new { row.ReplyId, MostAttempts });
        }
    }

    private async Task SettleAsync(Guid replyId, string filing, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync("update queue set filing = @filing where reply_id = @replyId", new { replyId, filing });
    }

    [LoggerMessage(EventId = 50, EventName = "reply.not_filed", Level = LogLevel.Warning, Message = "Reply {ReplyId}: no copy could be put into the Sent folder. {Reason}")]
    private static partial void LogNotFiled(ILogger logger, Guid replyId, string reason);
}
