using Dapper;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Mime;
using HelpdeskMail.Reply.Composing;
using HelpdeskMail.Reply.Queue;
using Npgsql;

namespace HelpdeskMail.Reply.Filing;

/// <summary>
/// Sees to the copies of sent replies: learns from them under which Message-ID the reply went out, and files them where the server does not. A copy is
/// looked for before it is put there, so a crash in between makes no second one. Given up after six attempts within half an hour or so: the reply itself
/// has been sent, and the ticket holds it.
/// </summary>
internal sealed partial class SentCopies(NpgsqlDataSource database, Composer composer, ILogger<SentCopies> logger)
{
    private const int MostAttempts = 6;

    /// <summary>One copy may take so long, and no longer; see <see cref="KeepAsync"/>.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>So long nobody else sees to a copy.</summary>
    private static readonly TimeSpan Mine = TimeSpan.FromMinutes(10);

    /// <summary>What is due in other mailboxes than those given, with the next time already set.</summary>
    public async Task<IReadOnlyList<QueueRow>> TakeDueAsync(IReadOnlyCollection<Guid> except, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return [.. await connection.QueryAsync<QueueRow>(
            $"""
            update queue set filing_attempts = filing_attempts + 1, file_at = now() + interval '30 seconds' * power(2, least(filing_attempts, 10))
            where reply_id in (
              select reply_id from queue where filing = 'Due' and file_at <= now() and system_email_id <> all(@except)
              order by file_at limit 50 for update skip locked)
            returning {QueueRow.Columns}
            """,
            new { except = except.ToArray() })];
    }

    /// <summary>Keeps a copy for this worker, right before it is seen to: longer than that may take, so that no other replica puts a second one there. False when another one has it meanwhile.</summary>
    public async Task<bool> KeepAsync(QueueRow row, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteAsync(
            "update queue set file_at = now() + @Mine where reply_id = @ReplyId and filing = 'Due' and filing_attempts = @FilingAttempts", new { row.ReplyId, row.FilingAttempts, Mine }) == 1;
    }

    /// <summary>Sees to one copy. <paramref name="folder"/> is null where the mailbox has no Sent folder that can be looked into.</summary>
    /// <exception cref="MailFailureException">The mailbox does not let us now; it is tried again.</exception>
    public async Task SeeToAsync(QueueRow row, SystemEmailSettings? email, OpenSentFolder? folder, CancellationToken cancellation)
    {
        if (email is null || folder is null)
        {
            await SettleAsync(row, "GivenUp", used: null, cancellation);
            return;
        }

        if (await folder.FindAsync(row, lastAttempt: false, cancellation) is { } used)
        {
            await SettleAsync(row, "Done", used, cancellation);
        }
        else if (row.Reply.KeepNoCopy && row.FiledIn is "")
        {
            await SettleAsync(row, "GivenUp", used: null, cancellation);
        }
        else if (!CopyRule.IsOurs(row, email))
        {
            await PutOffAsync(row, "The server has not filed it yet.", cancellation);
        }
        else
        {
            try
            {
                await folder.FileAsync((await composer.ComposeAsync(row.Reply, email, DeliveryMark.Of(row.ReplyId), cancellation)).Content, row.SentAt ?? row.Reply.QueuedAt, cancellation);
                await SettleAsync(row, "Done", used: null, cancellation);
            }
            catch (Exception exception) when (exception is AttachmentMissingException or OutgoingMessageException)
            {
                LogNotFiled(logger, row.ReplyId, exception.Message);
                await SettleAsync(row, "GivenUp", used: null, cancellation);
            }
        }
    }

    /// <summary>It could not be seen to now; the last attempt ends it.</summary>
    public async Task PutOffAsync(QueueRow row, string reason, CancellationToken cancellation)
    {
        LogNotFiled(logger, row.ReplyId, reason);
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            """
            update queue set filing = case when filing_attempts >= @MostAttempts then 'GivenUp' else filing end, file_at = now() + interval '30 seconds' * power(2, least(filing_attempts - 1, 10))
            where reply_id = @ReplyId and filing = 'Due' and filing_attempts = @FilingAttempts
            """,
            new { row.ReplyId, row.FilingAttempts, MostAttempts });
    }

    private async Task SettleAsync(QueueRow row, string filing, string? used, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            """
            update queue set filing = @filing,
              used_message_id = case when @used <> message_id then @used else used_message_id end,
              used_id_told = case when @used <> message_id then false else used_id_told end
            where reply_id = @ReplyId
            """,
            new { row.ReplyId, filing, used });
    }

    [LoggerMessage(EventId = 50, EventName = "reply.not_filed", Level = LogLevel.Information, Message = "Reply {ReplyId}: its copy in the Sent folder could not be seen to. {Reason}")]
    private static partial void LogNotFiled(ILogger logger, Guid replyId, string reason);
}
