using System.Globalization;
using Dapper;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Reply.Filing;
using HelpdeskMail.Reply.Queue;
using Microsoft.Extensions.Options;
using Npgsql;

namespace HelpdeskMail.Reply.Unknown;

/// <summary>
/// Finds out what became of replies whose connection died in the one moment when nobody can know. Their Message-ID and our own mark are looked for in the Sent folder at once
/// and again and again until <see cref="ReplySettings.UnknownWindow"/> is over, since servers file copies late. Found: it was sent. Still missing at the
/// end, and the server files every mail it takes: it was not, and goes out again. What some had got before, and anything else, is left to a person; nothing is ever sent again blindly.
/// </summary>
internal sealed class ResolveUnknown(NpgsqlDataSource database, UnknownTable unknown, IOptions<ReplySettings> settings)
{
    private TimeSpan Window => settings.Value.UnknownWindow;

    /// <summary>What is due in other mailboxes than those given, with the next search already set: after 1, 2, 4 … seconds, and one when the window is over.</summary>
    public async Task<IReadOnlyList<QueueRow>> TakeDueAsync(IReadOnlyCollection<Guid> except, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return [.. await connection.QueryAsync<QueueRow>(
            $"""
            update queue set searches = searches + 1,
              next_attempt_at = case when now() < unknown_since + @Window
                then least(now() + least(interval '1 second' * power(2, least(searches, 10)), interval '2 minutes'), unknown_since + @Window)
                else now() + interval '1 minute' end
            where reply_id in (
              select reply_id from queue where state = 'Unknown' and next_attempt_at <= now() and system_email_id <> all(@except)
              order by next_attempt_at limit 50 for update skip locked)
            returning {QueueRow.Columns}, now() >= unknown_since + @Window as window_over
            """,
            new { except = except.ToArray(), Window })];
    }

    /// <summary>Draws the conclusion for one row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="email">Its system email; null when that was removed.</param>
    /// <param name="folder">The Sent folder; null when there is none or it cannot be opened.</param>
    /// <param name="trouble">Why it cannot be opened; null when it can.</param>
    /// <param name="cancellation">Stops; the row is looked at again.</param>
    /// <exception cref="Mail.Failures.MailFailureException">The search broke off.</exception>
    public async Task ResolveAsync(QueueRow row, SystemEmailSettings? email, OpenSentFolder? folder, string? trouble, CancellationToken cancellation)
    {
        if (trouble is null && (email is null || !CopyRule.CanLook(email)))
        {
            await unknown.LeaveToPersonAsync(row, "Its mailbox cannot be looked into.", cancellation);
        }
        else if (folder is not null && await folder.FindAsync(row, lastAttempt: true, cancellation) is { } used)
        {
            await unknown.WasSentAsync(row, "It was found in the Sent folder.", used, cancellation);
        }
        else if (row.WindowOver)
        {
            await (folder switch
            {
                null => unknown.LeaveToPersonAsync(row, trouble is null ? "Its mailbox has no Sent folder." : $"Its Sent folder could not be looked into: {trouble}", cancellation),
                _ when row.Outcomes.Any(outcome => outcome.Accepted) => unknown.LeaveToPersonAsync(
                    row, "Some recipients have it already, and some servers keep one copy of a mail that is sent twice, so the Sent folder does not tell.", cancellation),
                _ when CopyRule.IsProof(row, email!) => unknown.SendAgainAsync(row, NotThere(), cancellation),
                _ => unknown.LeaveToPersonAsync(row, "It is not in the Sent folder, but the server by which it left does not put every mail there.", cancellation),
            });
        }
    }

    private string NotThere() => string.Create(
        CultureInfo.InvariantCulture, $"The connection broke, and {Window:hh\\:mm\\:ss} later the Sent folder shows that it was not sent, so it is sent again.");
}
