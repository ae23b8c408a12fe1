using Dapper;
using HelpdeskMail.Helpdesk.MailboxAccess;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.Threading;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>What agents do to a ticket beside answering. Each change is one transaction and leaves an event in the thread; one that changes nothing leaves none.</summary>
public sealed class TicketWork(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>Who has a ticket, in the terms of SQL; nobody once that person can no longer work it. A ticket that opens again would else wait in nobody's list.</summary>
    internal const string AssigneeStill = "(select person.id from person where person.id = ticket.assignee and person.disabled_at is null and is_open_to(person.id, ticket.system_email_id))";

    /// <summary>What opens a ticket again, in the terms of SQL: to be put behind «set».</summary>
    internal const string OpenedAgain = $"status = 'Open', closed_at = null, assignee = {AssigneeStill}";

    /// <summary>Most characters of a note.</summary>
    internal const int LongestNote = 100_000;

    /// <summary>The same words of the same person within this time are one press of the button too many, where the note has no id by which that is known.</summary>
    private static readonly TimeSpan SameNote = TimeSpan.FromSeconds(10);

    /// <summary>Closes or opens it. One that was merged away stays closed: nothing is in it any more.</summary>
    /// <returns>False when there is no such ticket.</returns>
    public Task<bool> SetStatusAsync(long number, TicketStatus status, Actor by, CancellationToken cancellation) =>
        ChangeAsync(
            number,
            by,
            (connection, transaction, now) => SetStatusAsync(connection, transaction, number, status, now),
            cancellation);

    /// <summary>Closes it, unless somebody has written since: a question that nobody has seen stays open.</summary>
    /// <param name="number">The ticket.</param>
    /// <param name="known">The newest mail that whoever asks knows of (<see cref="Ticket.LastMailEntry"/>); 0 for none, null to ask nothing.</param>
    /// <param name="by">Who wants it.</param>
    /// <param name="cancellation">Ends the work; nothing of it stays.</param>
    public Task<AsideAnswer> CloseAsync(long number, long? known, Actor by, CancellationToken cancellation) =>
        ChangeUnlessNewsAsync(number, known, by, (connection, transaction, now) => SetStatusAsync(connection, transaction, number, TicketStatus.Closed, now), cancellation);

    /// <summary>Whether mail has come in that whoever asks does not know of.</summary>
    internal async Task<bool> HasUnseenMailAsync(long number, long known, Actor by, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        return await ExistsAsync(number, by, connection, transaction) && await UnseenMail.WhoAsync(connection, transaction, number, known) is not null;
    }

    /// <summary>Gives it to somebody, or to nobody.</summary>
    /// <returns>False when there is no such ticket, or the person cannot work tickets of its mailbox.</returns>
    public async Task<bool> AssignAsync(long number, Guid? assignee, Actor by, CancellationToken cancellation)
    {
        string? name = null;
        if (assignee is not null)
        {
            await using var connection = await database.OpenConnectionAsync(cancellation);
            name = await connection.ExecuteScalarAsync<string?>("select name from person where id = @assignee and disabled_at is null and is_open_to(id, (select system_email_id from ticket where number = @number))", new { assignee, number });
            if (name is null)
            {
                return false;
            }
        }

        return await ChangeAsync(
            number,
            by,
            async (connection, transaction, _) =>
            {
                var changed = await connection.ExecuteAsync(
                    "update ticket set assignee = @assignee where number = @number and assignee is distinct from @assignee", new { number, assignee }, transaction);
                return changed == 0 ? null : name is null ? "Given back" : assignee == by.Id ? "Taken" : $"Assigned to {name}";
            },
            cancellation);
    }

    /// <summary>Gives a ticket that nobody has, or somebody who can no longer work it, to whoever works on it.</summary>
    /// <returns>False when it stays as it is.</returns>
    internal static async Task<bool> TakeAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, long number, Actor by) =>
        await connection.ExecuteAsync(
            $"""
            update ticket set assignee = @Id
            where number = @number and assignee is distinct from @Id and {AssigneeStill} is null
              and exists (select 1 from person where id = @Id and disabled_at is null and is_open_to(id, system_email_id))
            """,
            new { number, by.Id },
            transaction) > 0;

    /// <summary>Gives back the open tickets of somebody who can no longer work them: shut out, or without their mailboxes. Doing it twice is no harm.</summary>
    public async Task GiveBackAsync(Guid person, Actor by, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var left = await connection.QueryAsync<long>($"select number from ticket where assignee = @person and status = 'Open' and {AssigneeStill} is null order by number", new { person });
        foreach (var number in left)
        {
            await AssignAsync(number, null, by, cancellation);
        }
    }

    /// <summary>Sets how urgent it is: -1 low, 0 ordinary, 1 high, 2 urgent.</summary>
    /// <returns>False when there is no such ticket.</returns>
    public Task<bool> SetPriorityAsync(long number, int priority, Actor by, CancellationToken cancellation) =>
        ChangeAsync(
            number,
            by,
            async (connection, transaction, _) =>
            {
                var changed = await connection.ExecuteAsync(
                    "update ticket set priority = @priority where number = @number and priority <> @priority", new { number, priority }, transaction);
                return changed == 0 ? null : $"Priority: {Priority.Title(priority)}";
            },
            cancellation);

    /// <summary>Takes the warning off that a reply was not sent or came back.</summary>
    /// <returns>False when there is no such ticket.</returns>
    public Task<bool> SettleAttentionAsync(long number, Actor by, CancellationToken cancellation) =>
        ChangeAsync(
            number,
            by,
            async (connection, transaction, _) =>
            {
                var changed = await connection.ExecuteAsync("update ticket set attention = false where number = @number and attention", new { number }, transaction);
                return changed == 0 ? null : "Warning about delivery taken off";
            },
            cancellation);

    /// <summary>Lets automatic mail join it again.</summary>
    /// <returns>False when there is no such ticket.</returns>
    public Task<bool> UnmuteAsync(long number, Actor by, CancellationToken cancellation) =>
        ChangeAsync(
            number,
            by,
            async (connection, transaction, _) =>
            {
                var changed = await connection.ExecuteAsync("update ticket set muted_at = null where number = @number and muted_at is not null", new { number }, transaction);
                return changed == 0 ? null : "No longer muted";
            },
            cancellation);

    /// <summary>Whether the note of this id is another one than this: in another ticket, or of other words. One whose ticket was merged since is where it was.</summary>
    public async Task<bool> IsOfAnotherNoteAsync(long number, Guid noteId, string text, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteScalarAsync<bool>(
            "select exists (select from note_id join entry on entry.id = entry_id where note_id.id = @noteId and (entry.text <> @words or survivor(entry.ticket_number) is distinct from survivor(@number)))",
            new { number, noteId, words = Cleaned(text) });
    }

    /// <summary>Adds a note for other agents; pressed twice, it is one.</summary>
    /// <param name="number">The ticket.</param>
    /// <param name="text">Its words.</param>
    /// <param name="noteId">Chosen by whoever asks: asking twice with one id adds one note, of whatever words (<see cref="IsOfAnotherNoteAsync"/>). Null where the same words a moment later are meant to be the same note.</param>
    /// <param name="by">Who wants it.</param>
    /// <param name="cancellation">Ends the work; nothing of it stays.</param>
    /// <returns>The entry; null when there is no such ticket or nothing is written.</returns>
    public async Task<long?> AddNoteAsync(long number, string text, Guid? noteId, Actor by, CancellationToken cancellation)
    {
        var words = Cleaned(text);
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (words.Length == 0 || !await ExistsAsync(number, by, connection, transaction))
        {
            return null;
        }

        await ThreadLock.TakeAsync(connection, transaction, [noteId is { } held ? $"note {held}" : $"note {number} {by.Id}"]);
        if (await FindSameAsync() is { } same)
        {
            return same;
        }

        var entry = await EntryWriter.AddAsync(connection, transaction, number, new NewEntry(EntryKind.Note, time.GetUtcNow(), by.Name, words)
        {
            AuthorId = by.Id,
            FirstWords = DatabaseText.OneLine(Writing.MarkdownWords.ToPlain(words), 200),
        });
        if (noteId is not null)
        {
            await connection.ExecuteAsync("insert into note_id (id, entry_id) values (@noteId, @entry)", new { noteId, entry }, transaction);
        }

        await Mentions.AddAsync(connection, transaction, number, entry, words, time.GetUtcNow());
        await transaction.CommitAsync(cancellation);
        return entry;

        Task<long?> FindSameAsync() => noteId is not null
            ? connection.ExecuteScalarAsync<long?>("select entry_id from note_id where id = @noteId", new { noteId }, transaction)
            : connection.ExecuteScalarAsync<long?>(
                "select id from entry where ticket_number = @number and kind = 'Note' and author_id = @Id and at > @since and text = @words order by id desc limit 1",
                new { number, by.Id, since = time.GetUtcNow() - SameNote, words },
                transaction);
    }

    /// <summary>Makes a change after which nobody looks at the ticket, unless somebody has written after <paramref name="known"/>.</summary>
    internal async Task<AsideAnswer> ChangeUnlessNewsAsync(
        long number, long? known, Actor by, Func<NpgsqlConnection, NpgsqlTransaction, DateTimeOffset, Task<string?>> change, CancellationToken cancellation)
    {
        string? who = null;
        var found = await ChangeAsync(
            number,
            by,
            async (connection, transaction, now) =>
            {
                who = known is { } newest ? await UnseenMail.WhoAsync(connection, transaction, number, newest) : null;
                return who is null ? await change(connection, transaction, now) : null;
            },
            cancellation);
        return !found ? new AsideAnswer.NoTicket() : who is null ? new AsideAnswer.Done() : new AsideAnswer.News(who);
    }

    internal async Task<bool> ExistsAsync(long number, Actor by, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await ExistsAsync(number, by, connection, null);
    }

    internal async Task<bool> ChangeAsync(
        long number, Actor by, Func<NpgsqlConnection, NpgsqlTransaction, DateTimeOffset, Task<string?>> change, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (!await ExistsAsync(number, by, connection, transaction))
        {
            return false;
        }

        var now = time.GetUtcNow();
        if (await change(connection, transaction, now) is { } done)
        {
            await EntryWriter.AddAsync(connection, transaction, number, new NewEntry(EntryKind.Event, now, by.Name, done) { AuthorId = by.Id });
        }

        await transaction.CommitAsync(cancellation);
        return true;
    }

    private static string Cleaned(string text) => DatabaseText.Clean(text.ReplaceLineEndings("\n").Trim(), LongestNote);

    private static async Task<string?> SetStatusAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, long number, TicketStatus status, DateTimeOffset now)
    {
        var changed = await connection.ExecuteAsync(
            $"""
            update ticket set status = @status, assignee = case when @status = 'Open' then {AssigneeStill} else assignee end, closed_at = case when @status = 'Closed' then @now end,
                              attention = attention and @status <> 'Closed'
            where number = @number and status <> @status and (@status = 'Closed' or merged_into is null)
            """,
            new { number, status = status.ToString(), now },
            transaction);
        return changed == 0 ? null : status == TicketStatus.Closed ? "Closed" : "Opened again";
    }

    /// <summary>Whether there is such a ticket for that person.</summary>
    private static Task<bool> ExistsAsync(long number, Actor by, NpgsqlConnection connection, NpgsqlTransaction? transaction) =>
        connection.ExecuteScalarAsync<bool>(
            $"select exists (select 1 from ticket where number = @number and {OpenMailboxes.Condition("system_email_id")})", new { number, reader = by.Id }, transaction);
}
