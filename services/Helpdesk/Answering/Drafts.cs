using System.Text.Json;
using Dapper;
using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Helpdesk.Threading;
using HelpdeskMail.Helpdesk.Tickets;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Answering;

/// <summary>Keeps what agents write until it is sent: one draft for an agent and a ticket.</summary>
public sealed class Drafts(NpgsqlDataSource database, TimeProvider time)
{
    private const int LongestField = 20_000;

    /// <summary>As much as the composer's form may hold: what is too long to be sent is kept all the same, so that it can be shortened.</summary>
    internal const int LongestText = 4 * 1024 * 1024;

    /// <summary>The kept draft; null when nothing was begun.</summary>
    public async Task<Draft?> FindAsync(long ticket, Guid person, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await FindAsync(ticket, person, connection, null);
    }

    /// <summary>The kept draft, or a fresh one addressed as an answer to the newest mail.</summary>
    /// <param name="ticket">The ticket, read whole.</param>
    /// <param name="person">The agent.</param>
    /// <param name="recipients">Knows to whom a fresh one goes.</param>
    /// <param name="cancellation">Ends the query.</param>
    public async Task<Draft> OpenAsync(Ticket ticket, Guid person, ReplyRecipients recipients, CancellationToken cancellation)
    {
        if (await FindAsync(ticket.Number, person, cancellation) is { } kept)
        {
            return kept;
        }

        var (to, cc) = await recipients.ToAllAsync(ticket, cancellation);
        return new Draft(Guid.NewGuid(), Join(to), Join(cc), "", "", [], null) { Version = 0 };
    }

    /// <summary>Keeps the words and addresses; files stay as they are. A draft that was sent in the meantime is not brought back, and one that another page has changed since <see cref="Draft.Version"/> is not overwritten.</summary>
    public async Task<DraftKeeping> SaveAsync(long ticket, Guid person, Draft draft, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        // A sending that has taken the draft away and is not stored yet would not be seen, nor would another page that begins the same draft.
        await ThreadLock.TakeAsync(connection, transaction, [ReplyDesk.LockOf(draft.ReplyId), $"draft {person} {ticket}"]);
        var stand = await StandAsync(ticket, person, draft, connection, transaction);
        if (stand is not DraftKeeping.Kept)
        {
            return stand;
        }

        var version = await connection.ExecuteScalarAsync<long?>(
            """
            insert into draft (person_id, ticket_number, reply_id, recipients_to, recipients_cc, recipients_bcc, text, forward, options, page, saved_at)
            select @person, @ticket, @ReplyId, @To, @Cc, @Bcc, @Text, @Forward, @options::jsonb, @Page, @now where exists (select 1 from ticket where number = @ticket)
            on conflict (person_id, ticket_number) do update
              set reply_id = excluded.reply_id, recipients_to = excluded.recipients_to, recipients_cc = excluded.recipients_cc,
                  recipients_bcc = excluded.recipients_bcc, text = excluded.text, forward = excluded.forward, options = coalesce(excluded.options, draft.options),
                  page = excluded.page, saved_at = excluded.saved_at,
                  -- The same words kept once more are no news to another page.
                  version = case when (draft.recipients_to, draft.recipients_cc, draft.recipients_bcc, draft.text, draft.forward)
                    = (excluded.recipients_to, excluded.recipients_cc, excluded.recipients_bcc, excluded.text, excluded.forward) then draft.version else excluded.version end
            returning version
            """,
            Parameters(ticket, person, draft),
            transaction);
        await transaction.CommitAsync(cancellation);
        return version is { } kept ? new DraftKeeping.Kept(kept) : new DraftKeeping.Gone();
    }

    /// <summary>Keeps a draft whole, its files too, in place of whatever was there; refused as <see cref="SaveAsync"/> is.</summary>
    public async Task<DraftKeeping> ReplaceAsync(long ticket, Guid person, Draft draft, CancellationToken cancellation)
    {
        var keeping = await SaveAsync(ticket, person, draft, cancellation);
        if (keeping is DraftKeeping.Kept)
        {
            await using var connection = await database.OpenConnectionAsync(cancellation);
            await connection.ExecuteAsync(
                "update draft set files = @files::jsonb where person_id = @person and ticket_number = @ticket", new { ticket, person, files = JsonSerializer.Serialize(draft.Files) });
        }

        return keeping;
    }

    /// <summary>How the draft stands for a page that has read it, and may have changed it since.</summary>
    /// <param name="ticket">The ticket.</param>
    /// <param name="person">The agent.</param>
    /// <param name="draft">What the page has.</param>
    /// <param name="cancellation">Ends the query.</param>
    public async Task<DraftKeeping> StandAsync(long ticket, Guid person, Draft draft, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await StandAsync(ticket, person, draft, connection, null);
    }

    private static async Task<DraftKeeping> StandAsync(long ticket, Guid person, Draft draft, NpgsqlConnection connection, NpgsqlTransaction? transaction)
    {
        if (await connection.ExecuteScalarAsync<bool>("select exists (select 1 from outgoing where reply_id = @ReplyId)", new { draft.ReplyId }, transaction))
        {
            return new DraftKeeping.Sent();
        }

        var kept = await FindAsync(ticket, person, connection, transaction);
        return kept is null
            ? draft.Version > 0 ? new DraftKeeping.Gone() : new DraftKeeping.Kept(0)
            : draft.Version is null || draft.Version == kept.Version || (draft.Page is { } page && page == kept.Page) || draft.Says(kept)
                ? new DraftKeeping.Kept(kept.Version ?? 0)
                : new DraftKeeping.Changed(kept);
    }

    /// <summary>Adds a file to the draft, which is begun with it where there is none; the words of one that is kept already may be newer than those of <paramref name="draft"/>, and stay.</summary>
    public async Task AddFileAsync(long ticket, Guid person, Draft draft, ReplyAttachment file, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        if (!await connection.ExecuteScalarAsync<bool>("select exists (select from draft where person_id = @person and ticket_number = @ticket)", new { ticket, person }))
        {
            await SaveAsync(ticket, person, draft, cancellation);
        }

        await connection.ExecuteAsync(
            "update draft set files = files || @file::jsonb where person_id = @person and ticket_number = @ticket",
            new { ticket, person, file = JsonSerializer.Serialize(new[] { file }) });
    }

    /// <summary>Takes a file off the draft, unless another one stands in its place by now: pressing twice takes off one.</summary>
    /// <param name="ticket">The ticket.</param>
    /// <param name="person">The agent.</param>
    /// <param name="position">Which one, from 0.</param>
    /// <param name="content">The bytes it stands for.</param>
    /// <param name="cancellation">Ends the change.</param>
    public async Task RemoveFileAsync(long ticket, Guid person, int position, string content, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            "update draft set files = files - @position where person_id = @person and ticket_number = @ticket and files -> @position ->> 'Content' = @content", new { ticket, person, position, content });
    }

    /// <summary>Throws the draft away, whatever it says.</summary>
    public async Task DiscardAsync(long ticket, Guid person, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync("delete from draft where person_id = @person and ticket_number = @ticket", new { ticket, person });
    }

    private static async Task<Draft?> FindAsync(long ticket, Guid person, NpgsqlConnection connection, NpgsqlTransaction? transaction)
    {
        var row = await connection.QuerySingleOrDefaultAsync<Row?>(
            """
            select reply_id, recipients_to, recipients_cc, recipients_bcc, text, files::text as files, forward, version, page, options::text as options, saved_at
            from draft where person_id = @person and ticket_number = @ticket
            """,
            new { ticket, person },
            transaction);
        return row is null
            ? null
            : new Draft(
                row.ReplyId, row.RecipientsTo, row.RecipientsCc, row.RecipientsBcc, row.Text, JsonSerializer.Deserialize<List<ReplyAttachment>>(row.Files)!, row.SavedAt)
            {
                Forward = row.Forward, Version = row.Version, Page = row.Page, Options = row.Options is null ? null : JsonSerializer.Deserialize<DraftOptions>(row.Options),
            };
    }

    private object Parameters(long ticket, Guid person, Draft draft) => new
    {
        ticket,
        person,
        draft.ReplyId,
        draft.Page,
        options = draft.Options is null ? null : JsonSerializer.Serialize(draft.Options),
        To = DatabaseText.Clean(draft.To, LongestField),
        Cc = DatabaseText.Clean(draft.Cc, LongestField),
        Bcc = DatabaseText.Clean(draft.Bcc, LongestField),
        draft.Forward,
        Text = DatabaseText.Clean(draft.Text.ReplaceLineEndings("\n"), LongestText),
        now = time.GetUtcNow(),
    };

    private static string Join(IEnumerable<EntryAddress> addresses) => string.Join(", ", addresses.Select(address => address.Written));

    private sealed record Row
    {
        public Guid ReplyId { get; init; }

        public string RecipientsTo { get; init; } = "";

        public string RecipientsCc { get; init; } = "";

        public string RecipientsBcc { get; init; } = "";

        public string Text { get; init; } = "";

        public string Files { get; init; } = "";

        public bool Forward { get; init; }

        public long Version { get; init; }

        public Guid? Page { get; init; }

        public string? Options { get; init; }

        public DateTimeOffset SavedAt { get; init; }
    }
}
