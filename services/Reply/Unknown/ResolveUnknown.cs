using Dapper;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Reply.Filing;
using HelpdeskMail.Reply.Queue;
using HelpdeskMail.Reply.SystemEmails;
using Npgsql;

namespace HelpdeskMail.Reply.Unknown;

/// <summary>
/// Finds out what became of replies whose connection died in the one moment when nobody can know. Their Message-ID is looked for in the Sent folder, again
/// and again over ten minutes, since servers file copies late. Found: it was sent. Still missing at the end, and the server files every mail it takes: it
/// was not, and goes out again. Anything else is left to a person; nothing is ever sent again blindly.
/// </summary>
internal sealed partial class ResolveUnknown(NpgsqlDataSource database, SystemEmailDirectory directory, SentFolder sent, UnknownTable unknown, TimeProvider time, ILogger<ResolveUnknown> logger)
{
    /// <summary>How long after the break a copy may still turn up.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    /// <summary>Looks for what is due; gives the number of rows worked on.</summary>
    public async Task<int> ResolveDueAsync(CancellationToken cancellation)
    {
        List<QueueRow> due;
        await using (var connection = await database.OpenConnectionAsync(cancellation))
        {
            due = [.. await connection.QueryAsync<QueueRow>(
                $"""
                update queue set searches = searches + 1, next_attempt_at = now() + least(interval '5 seconds' * power(2, least(searches, 10)), interval '2 minutes')
                where reply_id in (select reply_id from queue where state = 'Unknown' and next_attempt_at <= now() order by next_attempt_at limit 20 for update skip locked)
                returning {QueueRow.Columns}
                """)];
        }

        foreach (var row in due)
        {
            await ResolveAsync(row, cancellation);
        }

        return due.Count;
    }

    private async Task ResolveAsync(QueueRow row, CancellationToken cancellation)
    {
        var over = time.GetUtcNow() - row.UnknownSince >= Window;
        var email = await FindEmailAsync(row.SystemEmailId, cancellation);
        if (email is null || !CopyRule.CanLook(email))
        {
            await unknown.LeaveToPersonAsync(row, "Its mailbox cannot be looked into.", cancellation);
            return;
        }

        bool? holds = null;
        var trouble = "Its mailbox has no Sent folder.";
        try
        {
            holds = await sent.HoldsAsync(email, row.Reply.MessageId, cancellation);
        }
        catch (Exception exception) when (exception is MailFailureException or MailboxTroubleException)
        {
            trouble = $"Its Sent folder could not be looked into: {(exception as MailFailureException)?.Failure.What ?? exception.Message}";
            LogNotSearched(logger, row.ReplyId, exception.Message);
        }

        await (holds switch
        {
            true => unknown.WasSentAsync(row, "It was found in the Sent folder.", Filing.CopyRule.IsOurs(email), cancellation),
            _ when !over => Task.CompletedTask,
            false when CopyRule.IsServers(email) => unknown.SendAgainAsync(row, "The connection broke and the Sent folder shows after ten minutes that it was not sent, so it is sent again.", cancellation),
            false => unknown.LeaveToPersonAsync(row, "It is not in the Sent folder, but this server does not put every mail there.", cancellation),
            null => unknown.LeaveToPersonAsync(row, trouble, cancellation),
        });
    }

    private async Task<SystemEmailSettings?> FindEmailAsync(Guid id, CancellationToken cancellation)
    {
        try
        {
            return await directory.FindAsync(id, cancellation);
        }
        catch (MailboxTroubleException)
        {
            return null;
        }
    }

    [LoggerMessage(EventId = 60, EventName = "reply.not_searched", Level = LogLevel.Warning, Message = "Reply {ReplyId}: the Sent folder could not be searched for it. {Reason}")]
    private static partial void LogNotSearched(ILogger logger, Guid replyId, string reason);
}
