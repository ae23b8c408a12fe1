using Dapper;
using HelpdeskMail.Helpdesk.Classification;
using HelpdeskMail.Helpdesk.Threading;
using HelpdeskMail.Helpdesk.Tickets;
using Microsoft.Extensions.Options;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Intake;

/// <summary>
/// Decides what a mail becomes, and stores it. In this order: a copy of what is here already; our own reply come back; a report on a mail of ours; an entry of
/// the ticket that the evidence leads to; a new ticket. Automatic replies and mail from our own addresses never open a ticket: without one to join they are
/// kept and listed with their reason. Other automatic mail (alerts, invoices, forms) may open one.
/// </summary>
public sealed class EntryPlacement(IOptions<HelpdeskSettings> settings)
{
    internal async Task<IntakeOutcome> PlaceAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, IntakeJob job)
    {
        var mail = job.Mail;
        if (await FindCopyAsync(connection, transaction, job) is { } copy)
        {
            return copy;
        }

        if (mail.Kind is MailKind.Bounce bounce && !job.AsTicket)
        {
            return await PlaceReportAsync(connection, transaction, job, bounce)
                ?? new IntakeOutcome.Kept(KeptReason.Bounce, $"It is a delivery report ({bounce.Sign}), and the mail it is about was not sent from here.");
        }

        var found = await TicketFinder.FindAsync(connection, transaction, mail.Clues);
        if (found is not null)
        {
            return await JoinAsync(connection, transaction, job, found);
        }

        if (!job.AsTicket && mail.Kind is MailKind.AutoReply reply)
        {
            return new IntakeOutcome.Kept(KeptReason.AutoReply, $"It is an automatic reply ({reply.Sign}) and belongs to no ticket.");
        }

        if (!job.AsTicket && job.IsOurs(mail.Author.Address))
        {
            return new IntakeOutcome.Kept(KeptReason.OwnAddress, $"It is from {mail.Author.Address}, which is one of our own addresses, and belongs to no ticket.");
        }

        var evidence = job.AsTicket ? new Evidence(ThreadingRule.ByHand, job.By?.Name) : new Evidence(ThreadingRule.NewTicket, null);
        return await OpenAsync(connection, transaction, job, evidence, follows: null);
    }

    private static async Task<IntakeOutcome?> FindCopyAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, IntakeJob job)
    {
        var row = await connection.QueryFirstOrDefaultAsync<PlacedEntry?>(
            """
            select id as entry_id, ticket_number, kind from entry where mail_identity = @Identity
            union all
            select entry.id, entry.ticket_number, entry.kind
            from message_id join entry on entry.id = message_id.entry_id
            where message_id.id = @MessageId and message_id.ours and @fromUs
            limit 1
            """,
            new { job.Mail.Identity, job.Mail.Clues.MessageId, fromUs = job.IsOurs(job.Mail.Author.Address) },
            transaction);
        return row is null ? null : new IntakeOutcome.Copy(row.TicketNumber, row.EntryId);
    }

    /// <summary>A report joins the ticket of the mail it is about; null when that is not known here.</summary>
    private static async Task<IntakeOutcome?> PlaceReportAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, IntakeJob job, MailKind.Bounce bounce)
    {
        var ids = MessageIdKey.OfAll(bounce.Report.OriginalIds).ToArray();
        var original = await connection.QueryFirstOrDefaultAsync<PlacedEntry?>(
            """
            select entry.id as entry_id, entry.ticket_number, entry.kind
            from message_id join entry on entry.id = message_id.entry_id
            where message_id.id = any (@ids) and message_id.ours
            order by array_position(@ids, message_id.id) limit 1
            """,
            new { ids },
            transaction);
        if (original is null)
        {
            return null;
        }

        var entry = await EntryWriter.AddAsync(connection, transaction, original.TicketNumber, ToEntry(job, EntryKind.Bounce, new Evidence(ThreadingRule.ReportOfOurs, null)));
        await ReturnedMail.MarkAsync(connection, transaction, original.EntryId, original.TicketNumber, bounce.Report, job.Now);
        return new IntakeOutcome.Entry(original.TicketNumber, entry);
    }

    private async Task<IntakeOutcome> JoinAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, IntakeJob job, FoundTicket found)
    {
        var ticket = await connection.QuerySingleAsync<TicketStand>(
            "select number, status, closed_at from ticket where number = @Number for update", new { found.Number }, transaction);
        var quiet = job.Mail.Kind is MailKind.AutoReply;
        if (ticket.Status == TicketStatus.Closed && !quiet)
        {
            if (job.Now - ticket.ClosedAt > settings.Value.ReopenWithin)
            {
                return await OpenAsync(connection, transaction, job, new Evidence(ThreadingRule.FollowsClosed, $"[#{found.Number}]"), found.Number);
            }

            await connection.ExecuteAsync("update ticket set status = 'Open', closed_at = null where number = @Number", new { found.Number }, transaction);
        }

        var entry = await EntryWriter.AddAsync(connection, transaction, found.Number, ToEntry(job, EntryKind.Mail, found.Evidence));
        await AddPeopleAsync(connection, transaction, job, found.Number);
        if (ticket.Status == TicketStatus.Closed && !quiet)
        {
            await EntryWriter.AddAsync(connection, transaction, found.Number, new NewEntry(EntryKind.Event, job.Receipt.ReceivedAt, job.Mail.Author.Shown, "Reopened by this answer"));
        }

        return new IntakeOutcome.Entry(found.Number, entry);
    }

    private static async Task<IntakeOutcome> OpenAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, IntakeJob job, Evidence evidence, long? follows)
    {
        var mail = job.Mail;
        var subject = ThreadClues.WithoutNumbers(Mail.Text.SubjectText.Base(mail.Subject)) is { Length: > 0 } bare ? bare : "(no subject)";
        var number = await connection.ExecuteScalarAsync<long>(
            """
            insert into ticket (subject, system_email_id, customer_name, customer_address, follows, created_at, updated_at, last_entry_at, last_entry_kind, search_text)
            values (@subject, @SystemEmailId, @name, @Address, @follows, @ReceivedAt, @ReceivedAt, @ReceivedAt, 'Mail', @search)
            returning number
            """,
            new
            {
                subject,
                job.Receipt.Place.SystemEmailId,
                name = mail.Author.Name ?? "",
                mail.Author.Address,
                follows,
                job.Receipt.ReceivedAt,
                search = SearchWords.Of(subject),
            },
            transaction);
        var entry = await EntryWriter.AddAsync(connection, transaction, number, ToEntry(job, EntryKind.Mail, evidence));
        await AddPeopleAsync(connection, transaction, job, number);
        return new IntakeOutcome.Entry(number, entry);
    }

    private static async Task AddPeopleAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, IntakeJob job, long ticket)
    {
        var mail = job.Mail;
        await EntryWriter.AddParticipantsAsync(connection, transaction, ticket, new[] { mail.Author }.Where(author => !job.IsOurs(author.Address)), wrote: true);
        var others = mail.Recipients.To.Concat(mail.Recipients.Cc).Concat(mail.Recipients.ReplyTo).Where(one => !job.IsOurs(one.Address));
        await EntryWriter.AddParticipantsAsync(connection, transaction, ticket, others, wrote: false);
    }

    private static NewEntry ToEntry(IntakeJob job, EntryKind kind, Evidence evidence)
    {
        var mail = job.Mail;
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
            MailIdentity = mail.Identity,
            Files = job.Files,
            FirstWords = mail.Kind is MailKind.AutoReply ? null : mail.FirstWords,
            IsNews = mail.Kind is not MailKind.AutoReply,
        };
    }

    private sealed record PlacedEntry(long EntryId, long TicketNumber, string Kind);

    private sealed record TicketStand
    {
        public long Number { get; init; }

        public TicketStatus Status { get; init; }

        public DateTimeOffset? ClosedAt { get; init; }
    }
}
