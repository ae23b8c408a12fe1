using Dapper;
using HelpdeskMail.Helpdesk.Acknowledgements;
using HelpdeskMail.Helpdesk.Classification;
using HelpdeskMail.Helpdesk.Threading;
using HelpdeskMail.Helpdesk.Tickets;
using HelpdeskMail.Mail.Text;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Intake;

/// <summary>Opens a ticket with its first mail, sorted as the rules say, and acknowledges it where that is wanted. One that an agent has forwarded belongs to whoever wrote what was forwarded.</summary>
public sealed class TicketOpening(Acknowledgement acknowledgement)
{
    internal async Task<IntakeOutcome.Entry> OpenAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, IntakeJob job, Evidence evidence, long? follows)
    {
        var mail = job.Mail;
        var customer = mail.Author;
        if (mail.ForwardedFrom is { } original && !job.IsOurs(original.Address) && await IsAgentAsync(connection, transaction, mail.Author.Address))
        {
            customer = original;
            evidence = evidence.Rule == ThreadingRule.NewTicket ? new Evidence(ThreadingRule.Forwarded, original.Shown) : evidence;
        }

        var subject = ThreadClues.WithoutNumbers(SubjectText.Base(mail.Subject)) is { Length: > 0 } bare ? bare : "(no subject)";
        var number = await connection.ExecuteScalarAsync<long>(
            """
            insert into ticket (subject, system_email_id, department, priority, tags, assignee, customer_name, customer_address, follows, created_at, updated_at, last_entry_at, last_entry_kind)
            values (@subject, @MailboxId, @department, @priority, @tags, (select id from person where id = @Assignee and disabled_at is null and is_open_to(id, @MailboxId)), @name, @Address, @follows, @ReceivedAt, @ReceivedAt, @ReceivedAt, 'Mail')
            returning number
            """,
            new
            {
                subject,
                job.MailboxId,
                department = job.Verdict.Sorting.Department ?? job.Mailbox.Department,
                priority = job.Verdict.Sorting.Priority ?? 0,
                tags = job.Verdict.Sorting.Tags.ToArray(),
                job.Verdict.Sorting.Assignee,
                name = customer.Name ?? "",
                customer.Address,
                follows,
                job.Receipt.ReceivedAt,
            },
            transaction);
        IEnumerable<(IEnumerable<EntryAddress>, bool)> people = customer == mail.Author ? PeopleOf(job) : [.. PeopleOf(job), ([customer], true)];
        var entry = await EntryWriter.AddAsync(connection, transaction, number, ToEntry(job, EntryKind.Mail, evidence) with { People = NewParticipant.Of(people) });
        await acknowledgement.WriteAsync(connection, transaction, job, number);
        return new IntakeOutcome.Entry(number, entry);
    }

    /// <summary>Who takes part in a ticket because of a mail: who wrote it, and whom it also went to.</summary>
    internal static IEnumerable<(IEnumerable<EntryAddress> People, bool Wrote)> PeopleOf(IntakeJob job) =>
    [
        (new[] { job.Mail.Author }.Where(author => !job.IsOurs(author.Address)), true),
        (job.Mail.Recipients.To.Concat(job.Mail.Recipients.Cc).Concat(job.Mail.Recipients.ReplyTo).Where(one => !job.IsOurs(one.Address)), false),
    ];

    internal static NewEntry ToEntry(IntakeJob job, EntryKind kind, Evidence evidence)
    {
        var mail = job.Mail;
        var quiet = mail.Kind is MailKind.AutoReply;
        return new NewEntry(kind, job.Receipt.ReceivedAt, mail.Author.Shown is { Length: > 0 } shown ? shown : "Unknown sender", mail.Text)
        {
            AuthorAddress = mail.Author.Address,
            Subject = mail.Subject,
            Html = mail.Html,
            Recipients = mail.Recipients,
            MessageId = mail.Clues.MessageId,
            Names = [.. mail.Clues.Named.Select(named => named.Id)],
            Automatic = mail.Kind.SignOrNull,
            Evidence = evidence,
            MailIdentity = job.Identity,
            Files = job.Files,
            FirstWords = quiet ? null : mail.FirstWords,
            IsNews = !quiet,
        };
    }

    private static Task<bool> IsAgentAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, string address) =>
        connection.ExecuteScalarAsync<bool>("select exists (select 1 from person where lower(email) = lower(@address) and disabled_at is null)", new { address }, transaction);
}
