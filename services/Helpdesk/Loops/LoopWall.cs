using System.Globalization;
using Dapper;
using HelpdeskMail.Helpdesk.Classification;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Tickets;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Loops;

/// <summary>
/// The last wall against two machines that write to each other about a ticket: after <see cref="MostInAnHour"/> automatic mails within an hour the ticket is
/// muted. From then on automatic mail for it is kept and listed instead of joining, until a person takes the mute off. What people write always joins, and so does what only came over a mailing list.
/// Reports are not counted: nobody answers them, and one reply to many people brings as many.
/// </summary>
internal static class LoopWall
{
    public const int MostInAnHour = 20;

    /// <summary>Keeps a mail back that would go on with a loop; null when it may join. Holds the ticket's row.</summary>
    public static async Task<IntakeOutcome.Kept?> StopAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, IntakeJob job, long ticket)
    {
        if (job.Mail.Kind is MailKind.Personal or MailKind.Automatic { IsOnlyOfList: true } || job.AsTicket)
        {
            return null;
        }

        var muted = await connection.ExecuteScalarAsync<DateTime?>("select muted_at from ticket where number = @ticket for update", new { ticket }, transaction);
        if (muted is null)
        {
            var recent = await connection.ExecuteScalarAsync<int>(
                "select count(*) from entry where ticket_number = @ticket and at > @since - interval '1 day' and stored_at > @since and automatic <> all (@ListSigns) and kind = 'Mail'",
                new { ticket, since = job.Now.AddHours(-1), MailClassifier.ListSigns },
                transaction);
            if (recent < MostInAnHour)
            {
                return null;
            }

            await connection.ExecuteAsync("update ticket set muted_at = @Now where number = @ticket", new { ticket, job.Now }, transaction);
            await EntryWriter.AddAsync(connection, transaction, ticket, new NewEntry(
                EntryKind.Event, job.Now, "HelpdeskMail", string.Create(CultureInfo.InvariantCulture, $"Muted: {recent} automatic mails came within an hour. Further ones are kept under Failed mail.")));
        }

        return new IntakeOutcome.Kept(KeptReason.Loop, $"Ticket #{ticket} is muted, since two machines seem to answer each other there ({job.Mail.Kind.SignOrNull}).");
    }
}
