using Dapper;
using HelpdeskMail.Helpdesk.Pages;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.Tickets;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Mailboxes;

/// <summary>The settings of each mailbox for its mail.</summary>
public sealed class MailboxTable(NpgsqlDataSource database, AuditLog audit)
{
    private const int LongestSubject = 300;
    private const int LongestText = 20_000;
    private const int LongestFooter = 4_000;

    /// <summary>The settings of a mailbox; the defaults where nothing was set.</summary>
    public async Task<MailboxSettings> FindAsync(Guid systemEmail, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleOrDefaultAsync<MailboxSettings?>("select * from mailbox where system_email_id = @systemEmail", new { systemEmail })
            ?? new MailboxSettings { SystemEmailId = systemEmail };
    }

    /// <summary>All that were set.</summary>
    public async Task<IReadOnlyList<MailboxSettings>> ListAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return (await connection.QueryAsync<MailboxSettings>("select * from mailbox")).AsList();
    }

    /// <summary>What is said of settings that are too long to be kept; null when they are not.</summary>
    internal static string? Problem(MailboxSettings settings) =>
        TooLong.Line(Translated.Of("The department"), settings.Department, TicketChange.LongestDepartment) ?? TooLong.Line(Translated.Of("The subject"), settings.AcknowledgementSubject, LongestSubject)
        ?? TooLong.Text(Translated.Of("The text"), settings.AcknowledgementText, LongestText) ?? TooLong.Text(Translated.Of("The footer"), settings.Footer, LongestFooter);

    /// <summary>Sets all of them for a mailbox.</summary>
    public async Task SaveAsync(MailboxSettings settings, Actor by, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            """
            insert into mailbox (system_email_id, plus_addresses, own_tickets, accept_own_mail, department, acknowledge, acknowledgement_subject, acknowledgement_text, footer, quote_history, answering_takes)
            values (@SystemEmailId, @PlusAddresses, @OwnTickets, @AcceptOwnMail, @Department, @Acknowledge, @AcknowledgementSubject, @AcknowledgementText, @Footer, @QuoteHistory, @AnsweringTakes)
            on conflict (system_email_id) do update
              set plus_addresses = excluded.plus_addresses, own_tickets = excluded.own_tickets, accept_own_mail = excluded.accept_own_mail,
                  department = excluded.department, acknowledge = excluded.acknowledge,
                  acknowledgement_subject = excluded.acknowledgement_subject, acknowledgement_text = excluded.acknowledgement_text,
                  footer = excluded.footer, quote_history = excluded.quote_history, answering_takes = excluded.answering_takes
            """,
            settings with
            {
                Department = DatabaseText.OneLine(settings.Department, TicketChange.LongestDepartment),
                AcknowledgementSubject = DatabaseText.OneLine(settings.AcknowledgementSubject, LongestSubject),
                AcknowledgementText = DatabaseText.Clean(settings.AcknowledgementText.ReplaceLineEndings("\n"), LongestText),
                Footer = DatabaseText.Clean(settings.Footer.ReplaceLineEndings("\n").Trim(), LongestFooter),
            });
        await audit.AddAsync(by, "mailbox_changed", $"mail of {settings.SystemEmailId}", cancellation);
    }
}
