using Dapper;
using HelpdeskMail.Helpdesk.Answering;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.Threading;
using HelpdeskMail.Helpdesk.Tickets;
using HelpdeskMail.Mail.Text;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Merging;

/// <summary>The steps of a regrouping, in one transaction. Disposed without a commit, it leaves nothing.</summary>
internal sealed class RegroupingWork(NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyCollection<string> ours, DateTimeOffset now) : IAsyncDisposable
{
    public NpgsqlConnection Connection => connection;

    public NpgsqlTransaction Transaction => transaction;

    public DateTimeOffset Now => now;

    /// <summary>Holds tickets until the end, in the order of their numbers, as everything that holds several does.</summary>
    public async Task<Dictionary<long, RegroupedTicket>> LockAsync(params long[] numbers) =>
        (await connection.QueryAsync<RegroupedTicket>(
            "select number, subject, status, closed_at, merged_into, waiting_since, wakes_at from ticket where number = any (@numbers) order by number for update", new { numbers }, transaction))
        .ToDictionary(ticket => ticket.Number);

    /// <summary>Whether all of these tickets that exist lie in mailboxes that are open to a person.</summary>
    public Task<bool> AreOpenAsync(Actor by, params long[] numbers) =>
        connection.ExecuteScalarAsync<bool>("select coalesce(bool_and(is_open_to(@Id, system_email_id)), true) from ticket where number = any (@numbers)", new { by.Id, numbers }, transaction);

    public Task<RegroupedEntry?> FindEntryAsync(long entry) =>
        connection.QuerySingleOrDefaultAsync<RegroupedEntry?>(
            "select id, ticket_number, kind, at, subject, author_name, author_address from entry where id = @entry", new { entry }, transaction);

    public Task<Regrouping?> FindAsync(long id) =>
        connection.QuerySingleOrDefaultAsync<Regrouping?>("select id, kind, source, target, by_name, at, undone_at, undone_by from regrouping where id = @id", new { id }, transaction);

    /// <summary>What can be moved of a ticket, in its order: all but the events, which tell what was done to that ticket.</summary>
    public async Task<List<long>> EntriesAsync(long ticket) =>
        (await connection.QueryAsync<long>($"select id from entry where ticket_number = @ticket and kind <> 'Event' order by {EntryOrder.OldestFirst}", new { ticket }, transaction)).AsList();

    /// <summary>Opens the ticket that an entry is split off to.</summary>
    public Task<long> OpenAsync(RegroupedTicket source, RegroupedEntry entry)
    {
        var subject = ThreadClues.WithoutNumbers(SubjectText.Base(entry.Subject)) is { Length: > 0 } bare ? bare : source.Subject;
        return connection.ExecuteScalarAsync<long>(
            $"""
            insert into ticket (subject, system_email_id, department, priority, assignee, customer_name, customer_address, created_at, updated_at, last_entry_at, last_entry_kind)
            select @subject, system_email_id, department, priority, {TicketWork.AssigneeStill},
                   case when @fromCustomer then @AuthorName else customer_name end, case when @fromCustomer then @AuthorAddress else customer_address end,
                   @At, @now, @At, @kind
            from ticket where number = @Number
            returning number
            """,
            new
            {
                source.Number,
                subject,
                fromCustomer = entry.Kind == EntryKind.Mail && !string.IsNullOrEmpty(entry.AuthorAddress),
                entry.AuthorName,
                AuthorAddress = entry.AuthorAddress ?? "",
                entry.At,
                now,
                kind = entry.Kind.ToString(),
            },
            transaction);
    }

    /// <summary>Moves everything, drafts and warning included, and leaves the source as a closed signpost.</summary>
    public async Task<long> MergeAsync(RegroupedTicket source, RegroupedTicket target, RegroupingKind kind, Actor by)
    {
        var id = await MoveAsync(kind, source, target.Number, await EntriesAsync(source.Number), by);
        await KeepForUndoAsync(id, source, target);
        await connection.ExecuteAsync(
            """
            update ticket set attention = attention or (select attention from ticket where number = @Number) where number = @target;
            update ticket set status = 'Closed', closed_at = @now, attention = false, merged_into = @target where number = @Number;
            insert into draft (person_id, ticket_number, reply_id, recipients_to, recipients_cc, recipients_bcc, text, files, forward, options, saved_at)
            select person_id, @target, reply_id, recipients_to, recipients_cc, recipients_bcc, text, files, forward, options, saved_at from draft where ticket_number = @Number
            on conflict (person_id, ticket_number) do update
              set text = concat_ws(E'\n\n', nullif(draft.text, ''), nullif(excluded.text, '')), files = draft.files || excluded.files, version = excluded.version, page = null;
            delete from draft where ticket_number = @Number;
            update regrouping set drafts = (
              select jsonb_agg(kept || jsonb_build_object('after', to_jsonb(draft) - 'saved_at'))
              from jsonb_array_elements(drafts) as kept join draft on draft.person_id = (kept ->> 'person')::uuid and draft.ticket_number = @target)
            where id = @id;
            """,
            new { id, source.Number, target = target.Number, now },
            transaction);
        return id;
    }

    /// <summary>Moves entries with what hangs on them, and writes it down. Mail that waits for an answer opens a closed ticket that it comes to.</summary>
    public async Task<long> MoveAsync(RegroupingKind kind, RegroupedTicket source, long target, IReadOnlyList<long> entries, Actor by)
    {
        var id = await connection.ExecuteScalarAsync<long>(
            """
            with made as (
              insert into regrouping (kind, source, target, by_id, by_name, at, source_status, source_closed_at)
              values (@kind, @Number, @target, @ById, @ByName, @now, @status, @ClosedAt) returning id),
            kept as (insert into regrouped_entry select made.id, entry from made, unnest(@entries) as entry)
            select id from made
            """,
            new { kind = kind.ToString(), source.Number, target, ById = by.Id, ByName = by.Name, now, status = source.Status.ToString(), source.ClosedAt, entries = entries.ToArray() },
            transaction);
        await SetTicketAsync(entries, target);
        await TicketSummary.RebuildAsync(connection, transaction, source.Number, ours, now);
        await TicketSummary.RebuildAsync(connection, transaction, target, ours, now);
        if (source.Status == TicketStatus.Open && await connection.ExecuteAsync(
            $"""
            update ticket set {TicketWork.OpenedAgain}
            where number = @target and status = 'Closed' and merged_into is null and exists (select from entry where id = any (@entries) and kind = 'Mail' and not quiet)
            """,
            new { target, entries = entries.ToArray() },
            transaction) > 0)
        {
            await TellAsync(target, "Opened again", by);
        }

        return id;
    }

    /// <summary>Moves back what was moved and is still there; a ticket that was merged becomes what it was.</summary>
    public async Task MoveBackAsync(Regrouping done)
    {
        var entries = (await connection.QueryAsync<long>(
            "select entry_id from regrouped_entry join entry on entry.id = regrouped_entry.entry_id where regrouping_id = @Id and ticket_number = @Target", done, transaction)).AsList();
        await SetTicketAsync(entries, done.Source);
        if (done.Kind == RegroupingKind.Merge)
        {
            await GiveBackWarningAsync(done);
            await GiveBackDraftsAsync(done);
            await connection.ExecuteAsync(
                $"""
                update ticket set status = regrouping.source_status, closed_at = regrouping.source_closed_at, merged_into = null,
                                  assignee = case when regrouping.source_status = 'Open' then {TicketWork.AssigneeStill} else ticket.assignee end
                from regrouping where regrouping.id = @Id and ticket.number = regrouping.source and ticket.merged_into = regrouping.target
                """,
                done,
                transaction);
        }

        await TicketSummary.RebuildAsync(connection, transaction, done.Source, ours, now);
        await TicketSummary.RebuildAsync(connection, transaction, done.Target, ours, now);
        await WaitAgainAsync(done);
    }

    public Task<int> MarkUndoneAsync(long id, Actor by) =>
        connection.ExecuteAsync("update regrouping set undone_at = @now, undone_by = @Name where id = @id", new { id, now, by.Name }, transaction);

    public Task<long> TellAsync(long ticket, string what, Actor by) =>
        EntryWriter.AddAsync(connection, transaction, ticket, new NewEntry(EntryKind.Event, now, by.Name, what) { AuthorId = by.Id });

    public Task CommitAsync() => transaction.CommitAsync();

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }

    /// <summary>Writes down what a merge is about to mix: the warnings, the waiting, and the drafts of those who have one in the source.</summary>
    private Task<int> KeepForUndoAsync(long id, RegroupedTicket source, RegroupedTicket target) =>
        connection.ExecuteAsync(
            """
            select from draft where ticket_number in (@source, @target) order by ticket_number, person_id for update;
            update regrouping set
              source_attention = (select attention from ticket where number = @source),
              target_attention = (select attention from ticket where number = @target),
              source_waiting_since = @sourceSince, source_wakes_at = @sourceWakes, target_waiting_since = @targetSince, target_wakes_at = @targetWakes,
              newest_mail = (select last_mail_entry from ticket where number = @target),
              drafts = (
                select jsonb_agg(jsonb_build_object('person', moved.person_id, 'source', to_jsonb(moved), 'before', to_jsonb(before)))
                from draft as moved left join draft as before on before.person_id = moved.person_id and before.ticket_number = @target
                where moved.ticket_number = @source)
            where id = @id;
            """,
            new
            {
                id,
                source = source.Number,
                target = target.Number,
                sourceSince = source.WaitingSince,
                sourceWakes = source.WakesAt,
                targetSince = target.WaitingSince,
                targetWakes = target.WakesAt,
            },
            transaction);

    /// <summary>
    /// Puts aside again what waited before a merge, unless its time is over, or news has come in since: that may be the answer that was waited for, whichever of the two it stands in now.
    /// </summary>
    private Task<int> WaitAgainAsync(Regrouping done) =>
        connection.ExecuteAsync(
            """
            update ticket set waiting_since = before.since, wakes_at = before.wakes
            from (
              select source as number, source_waiting_since as since, source_wakes_at as wakes, coalesce(source_attention, false) as attention from regrouping where id = @Id
              union all select target, target_waiting_since, target_wakes_at, coalesce(target_attention, false) from regrouping where id = @Id) as before
            where ticket.number = before.number and before.since is not null and (before.wakes is null or before.wakes > @now)
              and ticket.status = 'Open' and ticket.waiting_since is null and ticket.attention <= before.attention
              and not exists (
                select from entry where ticket_number in (@Source, @Target) and kind in ('Mail', 'Bounce') and not quiet and id > (select coalesce(newest_mail, 0) from regrouping where id = @Id))
            """,
            new { done.Id, done.Source, done.Target, now },
            transaction);

    /// <summary>A warning that nobody has taken off goes back with its reply; the target keeps it where it has one of its own.</summary>
    private Task<int> GiveBackWarningAsync(Regrouping done) =>
        connection.ExecuteAsync(
            $"""
            update ticket set attention = true
            from regrouping, ticket as other
            where regrouping.id = @Id and ticket.number = @Source and other.number = @Target and regrouping.source_attention and other.attention;
            {OutgoingTable.CalmDown} and exists (select from regrouping where id = @Id and source_attention and not target_attention);
            """,
            new { done.Id, done.Source, done.Target, ticket = done.Target, replyId = Guid.Empty },
            transaction);

    /// <summary>Drafts that are as the merge left them become the two that they were; whoever has written on since keeps that where it is.</summary>
    private Task<int> GiveBackDraftsAsync(Regrouping done) =>
        connection.ExecuteAsync(
            """
            with unchanged as (
              select draft.person_id, kept -> 'source' as source, nullif(kept -> 'before', 'null') as before
              from regrouping cross join jsonb_array_elements(regrouping.drafts) as kept
              join draft on draft.person_id = (kept ->> 'person')::uuid and draft.ticket_number = @Target and to_jsonb(draft) - 'saved_at' = kept -> 'after'
              where regrouping.id = @Id and not exists (select from draft as newer where newer.person_id = draft.person_id and newer.ticket_number = @Source)
              for update of draft),
            back as (
              insert into draft (person_id, ticket_number, reply_id, recipients_to, recipients_cc, recipients_bcc, text, files, forward, options, saved_at)
              select person_id, @Source, (source ->> 'reply_id')::uuid, source ->> 'recipients_to', source ->> 'recipients_cc', source ->> 'recipients_bcc', source ->> 'text', source -> 'files',
                     (source ->> 'forward')::boolean, nullif(source -> 'options', 'null'), (source ->> 'saved_at')::timestamptz
              from unchanged),
            gone as (delete from draft using unchanged where draft.person_id = unchanged.person_id and draft.ticket_number = @Target and unchanged.before is null)
            update draft set text = unchanged.before ->> 'text', files = unchanged.before -> 'files', version = nextval('draft_version'), page = null
            from unchanged where draft.person_id = unchanged.person_id and draft.ticket_number = @Target and unchanged.before is not null;
            update regrouping set drafts = null where id = @Id;
            """,
            done,
            transaction);

    private Task<int> SetTicketAsync(IReadOnlyList<long> entries, long ticket) =>
        connection.ExecuteAsync(
            """
            update entry set ticket_number = @ticket where id = any (@entries);
            update outgoing set ticket_number = @ticket where entry_id = any (@entries);
            update intake set ticket_number = @ticket where entry_id = any (@entries);
            update entry_search set ticket_number = @ticket where entry_id = any (@entries);
            update mention set ticket_number = @ticket where entry_id = any (@entries);
            """,
            new { ticket, entries = entries.ToArray() },
            transaction);
}
