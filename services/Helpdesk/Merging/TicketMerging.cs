using Dapper;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.SystemEmails;
using HelpdeskMail.Helpdesk.Tickets;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Merging;

/// <summary>
/// Merges tickets, splits entries off, and undoes either. Entries keep their ids, Message-IDs and evidence and only change their ticket, so whatever names a
/// mail of a merged ticket leads to the ticket it goes on in. What was moved is written down: undoing moves exactly that back, and mail that has come
/// since stays where it came.
/// </summary>
public sealed class TicketMerging(NpgsqlDataSource database, SystemEmailTable systemEmails, TimeProvider time)
{
    /// <summary>What was regrouped from and to a ticket, newest first.</summary>
    public async Task<IReadOnlyList<Regrouping>> ListAsync(long ticket, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return (await connection.QueryAsync<Regrouping>(
            """
            select id, kind, source, target, by_name, at, undone_at, undone_by,
                   (select count(*)::int from regrouped_entry where regrouping_id = regrouping.id) as entries
            from regrouping where source = @ticket or target = @ticket order by id desc limit 50
            """,
            new { ticket })).AsList();
    }

    /// <summary>Puts everything of one ticket into another; the first stays as a signpost.</summary>
    /// <param name="source">The ticket that ends.</param>
    /// <param name="target">The ticket that goes on.</param>
    /// <param name="by">Who wants it.</param>
    /// <param name="cancellation">Ends the work; nothing of it stays.</param>
    public async Task<RegroupAnswer> MergeAsync(long source, long target, Actor by, CancellationToken cancellation)
    {
        if (source == target)
        {
            return new RegroupAnswer.Refused("merge_with_itself", Translated.Of("A ticket cannot be merged with itself."), Translated.Of("Give the number of another ticket."));
        }

        await using var work = await BeginAsync(cancellation);
        var tickets = await work.LockAsync(source, target);
        if (!await work.AreOpenAsync(by, source, target))
        {
            return new RegroupAnswer.Refused("ticket_unknown", Translated.Of("There is no ticket {0} in the mailboxes that are open to you.", target), Translated.Of("Look for its number in the list."));
        }

        if ((Missing(tickets, source) ?? Missing(tickets, target) ?? Merged(tickets[source]) ?? Merged(tickets[target])) is { } refused)
        {
            return refused;
        }

        var id = await work.MergeAsync(tickets[source], tickets[target], RegroupingKind.Merge, by);
        await work.TellAsync(source, $"Merged into #{target}", by);
        await work.TellAsync(target, $"#{source} «{tickets[source].Subject}» merged into this ticket", by);
        await work.CommitAsync();
        return new RegroupAnswer.Done(id, target);
    }

    /// <summary>Makes a ticket of its own of an entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="withLater">Whether all that came after it goes along.</param>
    /// <param name="by">Who wants it.</param>
    /// <param name="cancellation">Ends the work; nothing of it stays.</param>
    public async Task<RegroupAnswer> SplitAsync(long entry, bool withLater, Actor by, CancellationToken cancellation)
    {
        await using var work = await BeginAsync(cancellation);
        if (await work.FindEntryAsync(entry) is not { } found || found.Kind == EntryKind.Event)
        {
            return new RegroupAnswer.Refused("entry_unknown", Translated.Of("There is no entry {0} that could be split off.", entry), Translated.Of("Choose a mail, a reply or a note."));
        }

        var source = (await work.LockAsync(found.TicketNumber))[found.TicketNumber];
        var all = await work.EntriesAsync(source.Number);
        var position = all.IndexOf(entry);
        List<long> moved = withLater ? all[Math.Max(position, 0)..] : [entry];
        if (position < 0 || moved.Count == all.Count)
        {
            return new RegroupAnswer.Refused("nothing_remains", Translated.Of("Nothing would remain in the ticket."), Translated.Of("Split off a part of it, or change its subject."));
        }

        var target = await work.OpenAsync(source, found);
        var id = await work.MoveAsync(RegroupingKind.Split, source, target, moved, by);
        await work.TellAsync(source.Number, $"Split off to #{target}", by);
        await work.TellAsync(target, $"Split off from #{source.Number}", by);
        await work.CommitAsync();
        return new RegroupAnswer.Done(id, target);
    }

    /// <summary>Undoes a merge or a split. Twice is no harm: the second finds it undone.</summary>
    public async Task<RegroupAnswer> UndoAsync(long id, Actor by, CancellationToken cancellation)
    {
        await using var work = await BeginAsync(cancellation);
        if (await work.FindAsync(id) is not { } done)
        {
            return new RegroupAnswer.Refused("regrouping_unknown", Translated.Of("There is nothing {0} that could be undone.", id), Translated.Of("They are listed with each ticket."));
        }

        var tickets = await work.LockAsync(done.Source, done.Target);
        if (await work.FindAsync(id) is { UndoneAt: not null })
        {
            return new RegroupAnswer.Refused("undone_before", Translated.Of("It was undone before."), Translated.Of("Nothing needs to be done."));
        }

        if (Merged(tickets[done.Target]) is { } gone)
        {
            return gone;
        }

        if (done.Kind != RegroupingKind.Merge && Merged(tickets[done.Source]) is { } away)
        {
            return away;
        }

        if (done.Kind == RegroupingKind.Split)
        {
            await work.MergeAsync(tickets[done.Target], tickets[done.Source], RegroupingKind.Merge, by);
        }
        else
        {
            await work.MoveBackAsync(done);
        }

        await work.MarkUndoneAsync(id, by);
        await work.TellAsync(done.Source, $"Undone: {done.Words}", by);
        await work.TellAsync(done.Target, $"Undone: {done.Words}", by);
        await work.CommitAsync();
        return new RegroupAnswer.Done(id, done.Source);
    }

    internal async Task<RegroupingWork> BeginAsync(CancellationToken cancellation)
    {
        var ours = await systemEmails.ListAsync(cancellation);
        var connection = await database.OpenConnectionAsync(cancellation);
        return new RegroupingWork(connection, await connection.BeginTransactionAsync(cancellation), [.. ours.Select(email => email.Address)], time.GetUtcNow());
    }

    private static RegroupAnswer.Refused? Missing(Dictionary<long, RegroupedTicket> tickets, long number) =>
        tickets.ContainsKey(number) ? null : new RegroupAnswer.Refused("ticket_unknown", Translated.Of("There is no ticket {0}.", number), Translated.Of("Look for its number in the list."));

    private static RegroupAnswer.Refused? Merged(RegroupedTicket ticket) =>
        ticket.MergedInto is { } other
            ? new RegroupAnswer.Refused("ticket_merged", Translated.Of("#{0} was merged into #{1}.", ticket.Number, other), Translated.Of("Use #{0}, or undo that merge first.", other))
            : null;
}
