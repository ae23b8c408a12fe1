using Dapper;
using HelpdeskMail.Helpdesk.MailboxAccess;
using HelpdeskMail.Helpdesk.MailStore;
using HelpdeskMail.Helpdesk.Merging;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.SystemEmails;
using HelpdeskMail.Helpdesk.Threading;
using HelpdeskMail.Helpdesk.Tickets;

namespace HelpdeskMail.Helpdesk.Intake;

/// <summary>
/// Reads the mail of an entry anew from its source: after the program has learned to read it better, or where it landed in the wrong ticket. The entry keeps its
/// id, and everything about it that comes from the mail is replaced, so doing it twice is doing it once. On wish it moves to the ticket that the evidence
/// leads to now, if that is open to whoever wants it; like every move, that can be undone.
/// </summary>
public sealed class EntryAgain(MailStoreClient mailStore, SystemEmailTable systemEmails, EntryFiles files, TicketFinder finder, TicketMerging merging)
{
    /// <summary>Reads it anew.</summary>
    /// <param name="entry">An entry that came as mail. What was written here stays as it was written, though a copy of it may have come back.</param>
    /// <param name="move">Whether it goes to the ticket that the evidence leads to.</param>
    /// <param name="by">Who wants it.</param>
    /// <param name="cancellation">Ends the work; nothing of it stays.</param>
    /// <returns>Where it stands now; null when it did not come as mail, or its source is gone.</returns>
    /// <exception cref="HttpRequestException">The MailStore is away; try again later.</exception>
    public async Task<AddedEntry?> ReadAsync(long entry, bool move, Actor by, CancellationToken cancellation)
    {
        await using var work = await merging.BeginAsync(cancellation);
        if (await work.Connection.QueryFirstOrDefaultAsync<Source?>(
                """
                select intake.receipt_id, intake.content, intake.system_email_id, entry.ticket_number, entry.evidence_rule
                from intake join entry on entry.id = intake.entry_id
                where entry.id = @entry and entry.kind in ('Mail', 'Bounce') and intake.outcome = 'Entry' and intake.content is not null order by intake.receipt_id limit 1
                """,
                new { entry },
                work.Transaction) is not { } source
            || await mailStore.ReadRawAsync(source.ReceiptId, cancellation) is not { } raw)
        {
            return null;
        }

        var mail = PreparedMail.Read(raw, source.Content);
        var stored = await files.StoreAsync(mail.Files, cancellation);
        var ours = await systemEmails.ListAsync(cancellation);
        mail = mail.ReadAs([.. ours.Select(email => email.Address)]);
        await ThreadLock.TakeAsync(work.Connection, work.Transaction, [mail.Identity, .. mail.Clues.Named.Select(named => named.Id)]);
        var ticket = (await work.LockAsync(source.TicketNumber))[source.TicketNumber];
        await EntryRewriter.RewriteAsync(work.Connection, work.Transaction, entry, mail, stored);
        await TicketSummary.RebuildAsync(work.Connection, work.Transaction, ticket.Number, [.. ours.Select(email => email.Address)], work.Now);
        var divided = (await MailboxWalls.ReadAsync(work.Connection, work.Transaction)).DividedFrom(source.SystemEmailId, ours.Select(email => email.Id));
        var target = move && await finder.FindAsync(work.Connection, work.Transaction, mail.Clues, source.SystemEmailId, divided, except: entry) is ({ } found, _) && found.Number != ticket.Number
            && await work.AreOpenAsync(by, found.Number)
            ? found.Number
            : ticket.Number;
        if (target != ticket.Number)
        {
            await work.LockAsync(target);
            await work.MoveAsync(RegroupingKind.Move, ticket, target, [entry], by);
            await work.TellAsync(ticket.Number, $"A mail was processed again and moved to #{target}", by);
        }

        await work.TellAsync(target, target == ticket.Number ? "A mail was read again from its source" : $"A mail was processed again and moved here from #{ticket.Number}", by);
        await work.CommitAsync();
        return new AddedEntry(target, entry);
    }

    private sealed record Source
    {
        public long ReceiptId { get; init; }

        public string Content { get; init; } = "";

        public Guid SystemEmailId { get; init; }

        public long TicketNumber { get; init; }
    }
}
