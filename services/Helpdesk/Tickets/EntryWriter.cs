using System.Diagnostics;
using System.Text.Json;
using Dapper;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Search;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>Stores an entry with what hangs on it, brings the ticket's line in the list up to date, and tells the open pages.</summary>
internal static class EntryWriter
{
    public static async Task<long> AddAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, long ticket, NewEntry entry)
    {
        var id = await connection.ExecuteScalarAsync<long>(
            """
            insert into entry (ticket_number, kind, at, author_id, author_name, author_address, subject, text, html, recipients, message_id, automatic,
                               evidence_rule, evidence_detail, evidence_conflicts, mail_identity, trace, first_words, quiet)
            values (@ticket, @Kind, @At, @AuthorId, @AuthorName, @AuthorAddress, @Subject, @Text, @Html, @Recipients::jsonb, @MessageId, @Automatic,
                    @Rule, @Detail, @conflicts, @MailIdentity, @Trace, @FirstWords, @quiet)
            returning id
            """,
            new
            {
                ticket,
                Kind = entry.Kind.ToString(),
                entry.At,
                entry.AuthorId,
                entry.AuthorName,
                entry.AuthorAddress,
                entry.Subject,
                entry.Text,
                entry.Html,
                Recipients = entry.Recipients is null ? null : JsonSerializer.Serialize(entry.Recipients),
                entry.MessageId,
                entry.Automatic,
                Rule = entry.Evidence?.Rule.ToString(),
                entry.Evidence?.Detail,
                entry.MailIdentity,
                Trace = Activity.Current?.Id,
                conflicts = entry.Evidence is { Conflicts: { Count: > 0 } others } ? others.ToArray() : null,
                entry.FirstWords,
                quiet = entry.Kind is EntryKind.Mail or EntryKind.Bounce && !entry.IsNews,
            },
            transaction);
        if (entry.MessageId is not null)
        {
            await connection.ExecuteAsync(
                "insert into message_id (id, entry_id, ours) values (@MessageId, @id, @MessageIdIsOurs)", new { entry.MessageId, id, entry.MessageIdIsOurs }, transaction);
        }

        if (entry.Names.Count > 0)
        {
            await connection.ExecuteAsync(
                "insert into reference (id, entry_id) select distinct name, @id from unnest(@names) as name", new { id, names = entry.Names.ToArray() }, transaction);
        }

        await AddFilesAsync(connection, transaction, id, entry.Files);
        if (entry.Kind != EntryKind.Event)
        {
            await EntryIndex.WriteAsync(connection, transaction, id, IndexedEntry.Of(
                ticket, entry.At, entry.Kind, entry.Subject, entry.AuthorName, entry.AuthorAddress, entry.Recipients ?? EntryRecipients.None, entry.Text,
                [.. entry.Files.Where(file => !file.Inline).Select(file => file.FileName)]));
        }

        await RefreshTicketAsync(connection, transaction, ticket, id, entry);
        return id;
    }

    /// <summary>Adds people to a ticket; who has written stays one who has.</summary>
    public static async Task AddParticipantsAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, long ticket, IEnumerable<EntryAddress> people, bool wrote)
    {
        // One order for all, so that two mails that add the same people do not wait for each other in a circle.
        var rows = people.Where(one => one.Address.Contains('@', StringComparison.Ordinal))
            .Select(one => (Address: one.Address.ToLowerInvariant(), Name: one.Name ?? ""))
            .DistinctBy(one => one.Address, StringComparer.Ordinal)
            .OrderBy(one => one.Address, StringComparer.Ordinal)
            .ToList();
        if (rows.Count == 0)
        {
            return;
        }

        await connection.ExecuteAsync(
            """
            insert into participant (ticket_number, address, name, wrote)
            select @ticket, address, name, @wrote from unnest(@addresses, @names) as people (address, name)
            on conflict (ticket_number, address) do update
              set wrote = participant.wrote or excluded.wrote, name = case when excluded.name = '' then participant.name else excluded.name end
            """,
            new { ticket, wrote, addresses = rows.Select(one => one.Address).ToArray(), names = rows.Select(one => one.Name).ToArray() },
            transaction);
    }

    /// <summary>Names the files of an entry, in their order.</summary>
    public static async Task AddFilesAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, long entry, IReadOnlyList<KeptFile> files)
    {
        if (files.Count == 0)
        {
            return;
        }

        await connection.ExecuteAsync(
            """
            insert into attachment (entry_id, position, content, file_name, media_type, size, content_id, inline)
            select @entry, ordinality, content, name, type, size, nullif(content_id, ''), inline
            from unnest(@contents, @names, @types, @sizes, @ids, @inlines) with ordinality as files (content, name, type, size, content_id, inline, ordinality)
            """,
            new
            {
                entry,
                contents = files.Select(file => file.Content).ToArray(),
                names = files.Select(file => file.FileName).ToArray(),
                types = files.Select(file => file.MediaType).ToArray(),
                sizes = files.Select(file => file.Size).ToArray(),
                ids = files.Select(file => file.ContentId ?? "").ToArray(),
                inlines = files.Select(file => file.Inline).ToArray(),
            },
            transaction);
    }

    private static Task<int> RefreshTicketAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, long ticket, long id, NewEntry entry) =>
        connection.ExecuteAsync(
            """
            update ticket set
              updated_at = greatest(updated_at, @At),
              last_entry_at = case when @FirstWords::text is null then last_entry_at else greatest(last_entry_at, @At) end,
              last_entry_kind = case when @FirstWords::text is null or last_entry_at > @At then last_entry_kind else @Kind end,
              last_words = case when @FirstWords::text is null or last_entry_at > @At then last_words else @FirstWords end,
              last_mail_entry = case when @IsNews then @id else last_mail_entry end,
              attachments = attachments + @files
            where number = @ticket;
            select pg_notify('helpdesk_live', 'ticket ' || @ticket) where coalesce(current_setting('helpdesk.told_later', true), '') <> 'on';
            """,
            new
            {
                ticket,
                id,
                entry.At,
                Kind = entry.Kind.ToString(),
                entry.FirstWords,
                entry.IsNews,
                files = entry.Files.Count(file => !file.Inline),
            },
            transaction);
}
