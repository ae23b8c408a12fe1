using Dapper;
using HelpdeskMail.Helpdesk.Classification;
using HelpdeskMail.Helpdesk.Loops;
using HelpdeskMail.Helpdesk.Threading;
using HelpdeskMail.Helpdesk.Tickets;
using Microsoft.Extensions.Options;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Intake;

/// <summary>
/// Decides what a mail becomes that is no copy of what is here already, and stores it. In this order: mail of our own; a report on a mail of ours; an entry of the
/// ticket that the evidence leads to, unless a rule refuses it or the ticket's mailbox is not open to the same people as the one it came by; a new ticket. Automatic replies and mail from our own addresses never open a ticket unless an administrator allows the
/// latter: without one to join they are kept and listed with their reason. Other automatic mail (alerts, invoices, forms) may open one.
/// </summary>
public sealed class EntryPlacement(TicketFinder finder, TicketOpening opening, IOptions<HelpdeskSettings> settings)
{
    internal async Task<IntakeOutcome> PlaceAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, IntakeJob job)
    {
        var fromUs = job.IsOurs(job.Mail.Author.Address);
        if (fromUs && await OwnMail.FindAsync(connection, transaction, job) is { } own)
        {
            return await PlaceOwnAsync(connection, transaction, job, own);
        }

        if (job.Mail.Kind is MailKind.Bounce bounce && !job.AsTicket)
        {
            return await ReportPlacement.PlaceAsync(connection, transaction, job, bounce)
                ?? new IntakeOutcome.Kept(KeptReason.Bounce, $"It is a delivery report ({bounce.Sign}), and the mail it is about was not sent from here.");
        }

        if (!job.AsTicket && job.Verdict.Refused is { } rule)
        {
            return new IntakeOutcome.Kept(KeptReason.Blocked, $"The rule «{rule.Name}» refuses it: {string.Join(" and ", rule.Conditions.Select(condition => condition.Words))}.") { RuleId = rule.Id };
        }

        var (found, divided) = await finder.FindAsync(connection, transaction, job.Mail.Clues, job.MailboxId, job.Divided);
        if (found is not null)
        {
            return await JoinAsync(connection, transaction, job, found);
        }

        if (!job.AsTicket && job.Mail.Kind is MailKind.AutoReply reply)
        {
            return new IntakeOutcome.Kept(KeptReason.AutoReply, $"It is an automatic reply ({reply.Sign}) and belongs to no ticket.");
        }

        if (!job.AsTicket && fromUs && !job.Mailbox.AcceptOwnMail)
        {
            return new IntakeOutcome.Kept(KeptReason.OwnAddress, $"It is from {job.Mail.Author.Address}, which is one of our own addresses, and belongs to no ticket.");
        }

        var evidence = job.AsTicket ? new Evidence(ThreadingRule.ByHand, job.By?.Name) : divided.Count > 0 ? Evidence.OtherMailbox(divided) : new Evidence(ThreadingRule.NewTicket, null);
        return await opening.OpenAsync(connection, transaction, job, evidence, follows: null);
    }

    /// <summary>
    /// What was sent from here and has come back is the copy of its entry. What one of our mailboxes has sent to another goes on in the other's own ticket,
    /// or opens one there if an administrator allows it; else it is a copy as well.
    /// </summary>
    private async Task<IntakeOutcome> PlaceOwnAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, IntakeJob job, OwnMail own)
    {
        if (job.Mail.Clues.MessageId is { } rewritten)
        {
            // The id that a server gave it is the one that answers will name.
            await connection.ExecuteAsync("insert into message_id (id, entry_id, ours) values (@rewritten, @EntryId, true) on conflict do nothing", new { rewritten, own.EntryId }, transaction);
        }

        var copy = new IntakeOutcome.Copy(own.TicketNumber, own.EntryId);
        if (own.IsAllOf(job))
        {
            return copy;
        }

        if (await finder.FindAsync(connection, transaction, job.Mail.Clues, job.MailboxId, job.Divided) is ({ } found, _)
            && await connection.ExecuteScalarAsync<bool>("select system_email_id = @MailboxId from ticket where number = @Number", new { job.MailboxId, found.Number }, transaction))
        {
            return await JoinAsync(connection, transaction, job, found);
        }

        return job.Mailbox.AcceptOwnMail
            ? await opening.OpenAsync(connection, transaction, job, new Evidence(ThreadingRule.NewTicket, null), follows: null)
            : copy;
    }

    private async Task<IntakeOutcome> JoinAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, IntakeJob job, FoundTicket found)
    {
        var ticket = await LockAsync(connection, transaction, found.Number);
        var wakes = job.Mail.Kind is MailKind.Personal || job.AsTicket;
        // What programs send reopens nothing, and is not to pile up unseen in a ticket that nobody opens again.
        if (ticket.Status == TicketStatus.Closed && (wakes || job.Mail.Kind is MailKind.Automatic) && job.Now - ticket.ClosedAt > settings.Value.ReopenWithin)
        {
            var follows = Evidence.FollowsClosed(ticket.Number, found.Evidence);
            if (await FindFollowerAsync(connection, transaction, ticket.Number, job.Now) is not { } follower)
            {
                return await opening.OpenAsync(connection, transaction, job, follows, ticket.Number);
            }

            ticket = await LockAsync(connection, transaction, follower);
            found = found with { Evidence = follows };
        }

        if (await LoopWall.StopAsync(connection, transaction, job, ticket.Number) is { } stopped)
        {
            return stopped;
        }

        var reopens = ticket.Status == TicketStatus.Closed && wakes;
        if (reopens)
        {
            await connection.ExecuteAsync($"update ticket set {TicketWork.OpenedAgain} where number = @Number", new { ticket.Number }, transaction);
        }

        var entry = await EntryWriter.AddAsync(connection, transaction, ticket.Number, TicketOpening.ToAnswer(job, found.Evidence));
        if (reopens)
        {
            await EntryWriter.AddAsync(connection, transaction, ticket.Number, new NewEntry(EntryKind.Event, job.Receipt.ReceivedAt, job.Mail.Author.Shown, "Reopened by this answer"));
        }

        return new IntakeOutcome.Entry(ticket.Number, entry);
    }

    /// <summary>Holds a ticket until the transaction ends; one that was merged in the meantime gives way to the one it goes on in.</summary>
    private static async Task<TicketStand> LockAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, long number)
    {
        while (true)
        {
            var ticket = await connection.QuerySingleAsync<TicketStand>(
                "select number, status, closed_at, merged_into from ticket where number = @number for update", new { number }, transaction);
            if (ticket.MergedInto is not { } next)
            {
                return ticket;
            }

            number = next;
        }
    }

    /// <summary>The ticket that goes on from one closed long ago, so that a second late answer does not open a third ticket.</summary>
    private async Task<long?> FindFollowerAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, long number, DateTimeOffset now) =>
        await connection.ExecuteScalarAsync<long?>(
            """
            select survivor(number) from ticket
            where follows = @number and (merged_into is not null or status = 'Open' or closed_at > @since)
            order by number desc limit 1
            """,
            new { number, since = now - settings.Value.ReopenWithin },
            transaction);

    private sealed record TicketStand
    {
        public long Number { get; init; }

        public TicketStatus Status { get; init; }

        public DateTimeOffset? ClosedAt { get; init; }

        public long? MergedInto { get; init; }
    }
}
