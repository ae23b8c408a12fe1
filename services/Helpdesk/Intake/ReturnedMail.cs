using Dapper;
using HelpdeskMail.Helpdesk.Classification;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Intake;

/// <summary>
/// Marks, on a reply, the recipients that a report says it did not reach, and those that have read it. Where a recipient's server has handed the reply on, a report may name only the address at the end of
/// the way: it is the recipient's of whom nothing final is known yet, if that is one.
/// </summary>
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
                var (address, diagnostic) = await MeantAsync(connection, transaction, entry, recipient);
                await connection.ExecuteAsync(
                    """
                    insert into delivery (reply_id, address, state, enhanced_code, answer, at)
                    select reply_id, @address, @state, @Status, @diagnostic, @now from outgoing where entry_id = @entry and not superseded
                    on conflict (reply_id, address) do update
                      set state = excluded.state, enhanced_code = excluded.enhanced_code, answer = excluded.answer, at = excluded.at
                      where not (delivery.state in ('Bounced', 'Read') and excluded.state = 'Delayed')
                    """,
                    new { entry, state, recipient.Status, diagnostic, address, now },
                    transaction);
            }
        }

        if (report.Undelivered)
        {
            await connection.ExecuteAsync("update ticket set attention = true where number = @ticket", new { ticket }, transaction);
        }
    }

    /// <summary>The recipient that a report is about, and the server's words; the address that it names where the reply's recipients do not tell.</summary>
    private static async Task<(string Address, string Diagnostic)> MeantAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, long entry, ReportedRecipient reported)
    {
        var named = reported.Address.ToLowerInvariant();
        var recipients = (await connection.QueryAsync<(string Address, bool IsOpen)>(
            """
            select lower(recipient ->> 'Address'), bool_and(coalesce(delivery.state not in ('Bounced', 'Refused', 'Read'), true))
            from outgoing cross join jsonb_array_elements((reply -> 'To') || (reply -> 'Cc') || (reply -> 'Bcc')) as recipient
              left join delivery on delivery.reply_id = outgoing.reply_id and lower(delivery.address) = lower(recipient ->> 'Address')
            where outgoing.entry_id = @entry and not outgoing.superseded group by 1
            """,
            new { entry },
            transaction)).AsList();
        return recipients.Exists(one => one.Address == named) || recipients.FindAll(one => one.IsOpen) is not [var (meant, _)]
            ? (named, reported.Diagnostic)
            : (meant, DatabaseText.OneLine(reported.Diagnostic.Length == 0 ? named : $"{named}: {reported.Diagnostic}", 1000));
    }
}
