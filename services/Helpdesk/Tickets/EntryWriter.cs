using System.Diagnostics;
using System.Text.Json;
using Dapper;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Search;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>
/// Stores an entry with what hangs on it, brings the ticket's line in the list up to date, and tells the open pages: all in one statement, since incoming mail waits for each round trip and
/// PostgreSQL spends more on a statement than on a row.
/// </summary>
internal static class EntryWriter
{
    private const string Participants =
        """
        insert into participant (ticket_number, address, name, wrote)
        select @ticket, address, name, wrote from unnest(@peopleAddresses, @peopleNames, @peopleWrote) as people (address, name, wrote)
        on conflict (ticket_number, address) do update
          set wrote = participant.wrote or excluded.wrote, name = case when excluded.name = '' then participant.name else excluded.name end
        """;

    /// <summary>Parts of the statement that have nothing to store take no rows.</summary>
    private const string Add =
        $"""
        with added as (
          insert into entry (ticket_number, kind, at, author_id, author_name, author_address, subject, text, html, recipients, message_id, automatic,
                             evidence_rule, evidence_detail, evidence_conflicts, mail_identity, trace, first_words, quiet)
          values (@ticket, @Kind, @At, @AuthorId, @AuthorName, @AuthorAddress, @Subject, @Text, @Html, @Recipients::jsonb, @MessageId, @Automatic,
                  @Rule, @Detail, @conflicts, @MailIdentity, @Trace, @FirstWords, @quiet)
          returning id),
        identified as (insert into message_id (id, entry_id, ours) select @MessageId, id, @MessageIdIsOurs from added where @MessageId::text is not null),
        naming as (insert into reference (id, entry_id) select distinct name, added.id from added, unnest(@names) as name),
        filed as (
          insert into attachment (entry_id, position, content, file_name, media_type, size, content_id, inline)
          select added.id, ordinality, content, name, type, size, nullif(files.content_id, ''), inline
          from added, unnest(@contents, @fileNames, @types, @sizes, @ids, @inlines) with ordinality as files (content, name, type, size, content_id, inline, ordinality)),
        indexed as (insert into entry_search (entry_id, ticket_number, at, words) select added.id, @ticket, @At, {EntryIndex.Vector} from added where @searched),
        joined as ({Participants}),
        listed as (
          update ticket set
            updated_at = greatest(updated_at, @At),
            last_entry_at = case when @FirstWords::text is null then last_entry_at else greatest(last_entry_at, @At) end,
            last_entry_kind = case when @FirstWords::text is null or last_entry_at > @At then last_entry_kind else @Kind end,
            last_words = case when @FirstWords::text is null or last_entry_at > @At then last_words else @FirstWords end,
            last_mail_entry = case when @IsNews then added.id else last_mail_entry end,
            attachments = attachments + @files
          from added where number = @ticket)
        select id, case when coalesce(current_setting('helpdesk.told_later', true), '') <> 'on' then pg_notify('helpdesk_live', 'ticket ' || @ticket) end from added
        """;

    public static Task<long> AddAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, long ticket, NewEntry entry)
    {
        var words = entry.Kind == EntryKind.Event ? IndexedWords.None : IndexedWords.Of(IndexedEntry.Of(
            ticket, entry.At, entry.Kind, entry.Subject, entry.AuthorName, entry.AuthorAddress, entry.Recipients ?? EntryRecipients.None, entry.Text,
            [.. entry.Files.Where(file => !file.Inline).Select(file => file.FileName)]));
        return connection.ExecuteScalarAsync<long>(
            Add,
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
                entry.MessageIdIsOurs,
                entry.Automatic,
                Rule = entry.Evidence?.Rule.ToString(),
                entry.Evidence?.Detail,
                entry.MailIdentity,
                Trace = Activity.Current?.Id,
                conflicts = entry.Evidence is { Conflicts: { Count: > 0 } others } ? others.ToArray() : null,
                entry.FirstWords,
                quiet = entry.Kind is EntryKind.Mail or EntryKind.Bounce && !entry.IsNews,
                entry.IsNews,
                names = entry.Names.ToArray(),
                contents = entry.Files.Select(file => file.Content).ToArray(),
                fileNames = entry.Files.Select(file => file.FileName).ToArray(),
                types = entry.Files.Select(file => file.MediaType).ToArray(),
                sizes = entry.Files.Select(file => file.Size).ToArray(),
                ids = entry.Files.Select(file => file.ContentId ?? "").ToArray(),
                inlines = entry.Files.Select(file => file.Inline).ToArray(),
                files = entry.Files.Count(file => !file.Inline),
                searched = entry.Kind != EntryKind.Event,
                WordsSubject = words.Subject,
                WordsFrom = words.From,
                WordsTo = words.To,
                WordsBody = words.Body,
                WordsLanguage = words.Language,
                WordsSpoken = words.Spoken,
                WordsMarks = words.Marks,
                peopleAddresses = entry.People.Select(one => one.Address).ToArray(),
                peopleNames = entry.People.Select(one => one.Name).ToArray(),
                peopleWrote = entry.People.Select(one => one.Wrote).ToArray(),
            },
            transaction);
    }

    /// <summary>Adds people to a ticket; who has written stays one who has.</summary>
    public static async Task AddParticipantsAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, long ticket, IReadOnlyList<NewParticipant> people)
    {
        if (people.Count > 0)
        {
            await connection.ExecuteAsync(
                Participants,
                new { ticket, peopleAddresses = people.Select(one => one.Address).ToArray(), peopleNames = people.Select(one => one.Name).ToArray(), peopleWrote = people.Select(one => one.Wrote).ToArray() },
                transaction);
        }
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
}
