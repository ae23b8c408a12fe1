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

    private const string Files =
        """
        insert into attachment (entry_id, position, content, file_name, media_type, size, content_id, inline)
        select added.id, ordinality, content, name, type, size, nullif(files.content_id, ''), inline
        from added, unnest(@fileContents, @fileNames, @fileTypes, @fileSizes, @fileIds, @filesInline) with ordinality as files (content, name, type, size, content_id, inline, ordinality)
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
        filed as ({Files}),
        indexed as (insert into entry_search (entry_id, ticket_number, at, words) select added.id, @ticket, @At, {EntryIndex.Vector} from added where @searched),
        joined as ({Participants}),
        listed as (
          update ticket set
            updated_at = greatest(updated_at, @At),
            last_entry_at = case when @FirstWords::text is null then last_entry_at else greatest(last_entry_at, @At) end,
            last_entry_kind = case when @FirstWords::text is null or last_entry_at > @At then last_entry_kind else @Kind end,
            last_words = case when @FirstWords::text is null or last_entry_at > @At then last_words else @FirstWords end,
            last_mail_entry = case when @IsNews then added.id else last_mail_entry end,
            attachments = attachments + @shown
          from added where number = @ticket)
        select id, case when coalesce(current_setting('helpdesk.told_later', true), '') <> 'on' then pg_notify('helpdesk_live', 'ticket ' || @ticket) end from added
        """;

    public static Task<long> AddAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, long ticket, NewEntry entry)
    {
        var words = entry.Kind == EntryKind.Event ? IndexedWords.None : IndexedWords.Of(IndexedEntry.Of(
            ticket, entry.At, entry.Kind, entry.Subject, entry.AuthorName, entry.AuthorAddress, entry.Recipients ?? EntryRecipients.None, entry.Text,
            [.. entry.Files.Where(file => !file.Inline).Select(file => file.FileName)]));
        var parameters = new DynamicParameters(
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
                shown = entry.Files.Count(file => !file.Inline),
                searched = entry.Kind != EntryKind.Event,
            });
        parameters.AddDynamicParams(Parameters(entry.Files));
        parameters.AddDynamicParams(Parameters(entry.People));
        parameters.AddDynamicParams(EntryIndex.Parameters(words));
        return connection.ExecuteScalarAsync<long>(Add, parameters, transaction);
    }

    /// <summary>Adds people to a ticket; who has written stays one who has.</summary>
    public static async Task AddParticipantsAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, long ticket, IReadOnlyList<NewParticipant> people)
    {
        if (people.Count > 0)
        {
            var parameters = new DynamicParameters(new { ticket });
            parameters.AddDynamicParams(Parameters(people));
            await connection.ExecuteAsync(Participants, parameters, transaction);
        }
    }

    /// <summary>Names the files of an entry, in their order.</summary>
    public static async Task AddFilesAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, long entry, IReadOnlyList<KeptFile> files)
    {
        if (files.Count > 0)
        {
            var parameters = new DynamicParameters(new { entry });
            parameters.AddDynamicParams(Parameters(files));
            await connection.ExecuteAsync($"with added as (select @entry as id) {Files}", parameters, transaction);
        }
    }

    private static object Parameters(IReadOnlyList<KeptFile> files) => new
    {
        fileContents = files.Select(file => file.Content).ToArray(),
        fileNames = files.Select(file => file.FileName).ToArray(),
        fileTypes = files.Select(file => file.MediaType).ToArray(),
        fileSizes = files.Select(file => file.Size).ToArray(),
        fileIds = files.Select(file => file.ContentId ?? "").ToArray(),
        filesInline = files.Select(file => file.Inline).ToArray(),
    };

    private static object Parameters(IReadOnlyList<NewParticipant> people) => new
    {
        peopleAddresses = people.Select(one => one.Address).ToArray(),
        peopleNames = people.Select(one => one.Name).ToArray(),
        peopleWrote = people.Select(one => one.Wrote).ToArray(),
    };
}
