using System.Text.Json;
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
        var customer = job.Mail.Author;
        if (job.Mail.ForwardedFrom is { } original && !job.IsOurs(original.Address) && await IsAgentAsync(connection, transaction, customer.Address))
        {
            customer = original;
            evidence = evidence.Rule == ThreadingRule.NewTicket ? new Evidence(ThreadingRule.Forwarded, original.Shown) : evidence;
        }

        var opened = (await OpenAsync(connection, transaction, [new NewTicket(job, customer, evidence, follows)]))[0];
        await acknowledgement.WriteAsync(connection, transaction, job, opened.TicketNumber);
        return opened;
    }

    /// <summary>Opens tickets, in two statements however many they are, and acknowledges none; gives what became of the mails in the same order.</summary>
    internal static async Task<IReadOnlyList<IntakeOutcome.Entry>> OpenAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<NewTicket> tickets)
    {
        var numbers = (await connection.QueryAsync<long>(
            """
            with given as materialized (
              select nextval('ticket_number_seq') as number, one.*
              from unnest(@subjects, @mailboxes, @departments, @priorities, @tags, @assignees, @names, @addresses, @follows, @received)
                with ordinality as one (subject, mailbox, department, priority, tags, assignee, name, address, follows, received, place)),
            opened as (
              insert into ticket (number, subject, system_email_id, department, priority, tags, assignee, customer_name, customer_address, follows,
                                  created_at, updated_at, last_entry_at, last_entry_kind)
              overriding system value
              select number, subject, mailbox, department, priority, array(select jsonb_array_elements_text(tags::jsonb)),
                     (select id from person where id = assignee and disabled_at is null and is_open_to(id, mailbox)),
                     name, address, follows, received, received, received, 'Mail' from given)
            select number from given order by place
            """,
            new
            {
                subjects = Of(ticket => SubjectOf(ticket.Job.Mail)),
                mailboxes = Of(ticket => ticket.Job.MailboxId),
                departments = Of(ticket => ticket.Job.Verdict.Sorting.Department ?? ticket.Job.Mailbox.Department),
                priorities = Of(ticket => ticket.Job.Verdict.Sorting.Priority ?? 0),
                tags = Of(ticket => JsonSerializer.Serialize(ticket.Job.Verdict.Sorting.Tags)),
                assignees = Of(ticket => ticket.Job.Verdict.Sorting.Assignee),
                names = Of(ticket => ticket.Customer.Name ?? ""),
                addresses = Of(ticket => ticket.Customer.Address),
                follows = Of(ticket => ticket.Follows),
                received = Of(ticket => ticket.Job.Receipt.ReceivedAt.ToUniversalTime()),
            },
            transaction)).AsList();
        var entries = await EntryWriter.AddAsync(connection, transaction, [.. tickets.Zip(numbers, (ticket, number) => (number, FirstEntryOf(ticket)))]);
        return [.. numbers.Zip(entries, (number, entry) => new IntakeOutcome.Entry(number, entry))];

        T[] Of<T>(Func<NewTicket, T> value) => [.. tickets.Select(value)];
    }

    /// <summary>Who takes part in a ticket because of a mail: who wrote it, and whom it also went to.</summary>
    internal static IEnumerable<(IEnumerable<EntryAddress> People, bool Wrote)> PeopleOf(IntakeJob job) =>
    [
        (new[] { job.Mail.Author }.Where(author => !job.IsOurs(author.Address)), true),
        (job.Mail.Recipients.To.Concat(job.Mail.Recipients.Cc).Concat(job.Mail.Recipients.ReplyTo).Where(one => !job.IsOurs(one.Address)), false),
    ];

    internal static NewEntry ToAnswer(IntakeJob job, Evidence evidence) => ToEntry(job, EntryKind.Mail, evidence) with { People = NewParticipant.Of(PeopleOf(job)) };

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
            FilesLeftOut = job.Mail.Files.Count - job.Files.Count,
            Reading = mail.Reading,
            FirstWords = quiet ? null : mail.FirstWords,
            IsNews = !quiet,
            Trace = job.Trace,
        };
    }

    private static NewEntry FirstEntryOf(NewTicket ticket)
    {
        IEnumerable<(IEnumerable<EntryAddress>, bool)> people = ticket.Customer == ticket.Job.Mail.Author ? PeopleOf(ticket.Job) : [.. PeopleOf(ticket.Job), ([ticket.Customer], true)];
        return ToEntry(ticket.Job, EntryKind.Mail, ticket.Evidence) with { People = NewParticipant.Of(people) };
    }

    private static string SubjectOf(PreparedMail mail) => ThreadClues.WithoutNumbers(SubjectText.Base(mail.Subject)) is { Length: > 0 } bare ? bare : "(no subject)";

    private static Task<bool> IsAgentAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, string address) =>
        connection.ExecuteScalarAsync<bool>("select exists (select 1 from person where lower(email) = lower(@address) and disabled_at is null)", new { address }, transaction);
}
