using Dapper;
using HelpdeskMail.Helpdesk.Classification;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Intake;

/// <summary>Marks, on a reply, the recipients that a report says it did not reach, and those that have read it.</summary>
internal static class ReturnedMail
{
    public static async Task MarkAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, long entry, long ticket, DeliveryReport report, DateTimeOffset now)
    {
        foreach (var recipient in report.Recipients.OrderBy(one => one.Address, StringComparer.OrdinalIgnoreCase))
        {
            var state = recipient.Outcome switch
            {
                ReportedOutcome.Failed => "Bounced",
                ReportedOutcome.Delayed => "Delayed",
                ReportedOutcome.Read => "Read",
                _ => null,
            };
            if (state is not null)
            {
                await connection.ExecuteAsync(
                    """
                    insert into delivery (reply_id, address, state, enhanced_code, answer, at)
                    select reply_id, @address, @state, @Status, @Diagnostic, @now from outgoing where entry_id = @entry and not superseded
                    on conflict (reply_id, address) do update
                      set state = excluded.state, enhanced_code = excluded.enhanced_code, answer = excluded.answer, at = excluded.at
                      where not (delivery.state in ('Bounced', 'Read') and excluded.state = 'Delayed')
                    """,
                    new { entry, state, recipient.Status, recipient.Diagnostic, address = DatabaseText.OneLine(recipient.Address, 320).ToLowerInvariant(), now },
                    transaction);
            }
        }

        if (report.Undelivered)
        {
            await connection.ExecuteAsync("update ticket set attention = true where number = @ticket", new { ticket }, transaction);
        }
    }
}
