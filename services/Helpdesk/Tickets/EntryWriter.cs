using System.Text.Json;
using Dapper;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Search;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>
/// Stores entries with what hangs on them, brings their tickets' lines in the list up to date, and tells the open pages: all in one statement however many they are, since incoming mail waits for
/// each round trip and PostgreSQL spends more on a statement than on a row.
/// </summary>
internal static class EntryWriter
{
    private const string OfPeople =
        """
        on conflict (ticket_number, address) do update
          set wrote = participant.wrote or excluded.wrote, name = case when excluded.name = '' then participant.name else excluded.name end
        """;

    /// <summary>What an entry has several of comes in rows that name the entry by its place among those given. Parts of the statement that have nothing to store take no rows.</summary>
    private const string Add =
        $"""
        with given as materialized (
          select nextval('entry_id_seq') as id, one.* from unnest(
            @tickets, @kinds, @times, @authors, @authorNames, @authorAddresses, @subjects, @texts, @htmls, @recipients, @messageIds, @idsAreOurs, @automatic,
            @rules, @details, @conflicts, @identities, @traces, @firstWords, @quiet, @news, @shown, @leftOut, @readings,
            @wordsSubject, @wordsFrom, @wordsTo, @wordsBody, @wordsLanguage, @wordsSpoken, @wordsMarks)
          with ordinality as one (
            ticket, kind, at, author_id, author_name, author_address, subject, text, html, recipients, message_id, id_is_ours, automatic,
            rule, detail, conflicts, identity, trace, first_words, quiet, news, shown, left_out, reading,
            words_subject, words_from, words_to, words_body, words_language, words_spoken, words_marks, place)),
        added as (
          insert into entry (id, ticket_number, kind, at, author_id, author_name, author_address, subject, text, html, recipients, message_id, automatic,
                             evidence_rule, evidence_detail, evidence_conflicts, mail_identity, trace, first_words, quiet, files_left_out, reading)
          overriding system value
          select id, ticket, kind, at, author_id, author_name, author_address, subject, text, html, recipients::jsonb, message_id, automatic,
                 rule, detail, conflicts::bigint[], identity, trace, first_words, quiet, left_out, reading::jsonb from given),
        identified as (insert into message_id (id, entry_id, ours) select message_id, id, id_is_ours from given where message_id is not null),
        naming as (insert into reference (id, entry_id) select distinct name, given.id from unnest(@named, @names) as names (place, name) join given using (place)),
        filed as (
          insert into attachment (entry_id, position, content, file_name, media_type, size, content_id, inline)
          select given.id, position, content, file_name, media_type, size, content_id, inline
          from unnest(@filed, @filePositions, @fileContents, @fileNames, @fileTypes, @fileSizes, @fileIds, @filesInline)
            as files (place, position, content, file_name, media_type, size, content_id, inline) join given using (place)),
        indexed as (insert into entry_search (entry_id, ticket_number, at, words) select id, ticket, at, {EntryIndex.Vector} from given where kind <> 'Event'),
        joined as (
          insert into participant (ticket_number, address, name, wrote)
          select given.ticket, address, name, wrote from unnest(@peopled, @peopleAddresses, @peopleNames, @peopleWrote) as people (place, address, name, wrote) join given using (place)
          order by given.ticket, address
          {OfPeople}),
        listed as (
          update ticket set
            updated_at = greatest(updated_at, given.at),
            last_entry_at = case when given.first_words is null then last_entry_at else greatest(last_entry_at, given.at) end,
            last_entry_kind = case when given.first_words is null or {EntryOrder.IsOlder} then last_entry_kind else given.kind end,
            last_words = case when given.first_words is null or {EntryOrder.IsOlder} then last_words else given.first_words end,
            last_mail_entry = case when given.news then given.id else last_mail_entry end,
            attachments = attachments + given.shown
          from given where number = given.ticket)
        select id, case when coalesce(current_setting('helpdesk.told_later', true), '') <> 'on' then pg_notify('helpdesk_live', 'ticket ' || ticket) end from given order by place
        """;

    /// <summary>Stores an entry of a ticket; gives its id.</summary>
    public static async Task<long> AddAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, long ticket, NewEntry entry) =>
        (await AddAsync(connection, transaction, [(ticket, entry)]))[0];

    /// <summary>Stores entries, at most one of each ticket; gives their ids in the same order.</summary>
    public static async Task<IReadOnlyList<long>> AddAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<(long Ticket, NewEntry Entry)> added)
    {
        var entries = added.Select(one => one.Entry).ToList();
        var parameters = new DynamicParameters(
            new
            {
                tickets = added.Select(one => one.Ticket).ToArray(),
                kinds = Of(entry => entry.Kind.ToString()),
                times = Of(entry => entry.At.ToUniversalTime()),
                authors = Of(entry => entry.AuthorId),
                authorNames = Of(entry => entry.AuthorName),
                authorAddresses = Of(entry => entry.AuthorAddress),
                subjects = Of(entry => entry.Subject),
                texts = Of(entry => entry.Text),
                htmls = Of(entry => entry.Html),
                recipients = Of(entry => entry.Recipients is null ? null : JsonSerializer.Serialize(entry.Recipients)),
                messageIds = Of(entry => entry.MessageId),
                idsAreOurs = Of(entry => entry.MessageIdIsOurs),
                automatic = Of(entry => entry.Automatic),
                rules = Of(entry => entry.Evidence?.Rule.ToString()),
                details = Of(entry => entry.Evidence?.Detail),
                conflicts = Of(entry => entry.Evidence is { Conflicts: { Count: > 0 } others } ? $"{{{string.Join(',', others)}}}" : null),
                identities = Of(entry => entry.MailIdentity),
                traces = Of(entry => entry.Trace),
                firstWords = Of(entry => entry.FirstWords),
                quiet = Of(entry => entry.Kind is EntryKind.Mail or EntryKind.Bounce && !entry.IsNews),
                news = Of(entry => entry.IsNews),
                shown = Of(entry => entry.Files.Count(file => !file.Inline)),
                leftOut = Of(entry => entry.FilesLeftOut),
                readings = Of(entry => entry.Reading?.Write()),
            });
        parameters.AddDynamicParams(EntryIndex.Parameters([.. added.Select(one => WordsOf(one.Ticket, one.Entry))]));
        parameters.AddDynamicParams(Names([.. InPlaces(entry => entry.Names)]));
        parameters.AddDynamicParams(Files([.. InPlaces(entry => entry.Files)]));
        parameters.AddDynamicParams(People([.. InPlaces(entry => entry.People)]));
        return [.. await connection.QueryAsync<long>(Add, parameters, transaction)];

        T[] Of<T>(Func<NewEntry, T> value) => [.. entries.Select(value)];

        IEnumerable<(long Place, T Item)> InPlaces<T>(Func<NewEntry, IEnumerable<T>> items) => entries.SelectMany((entry, index) => items(entry).Select(item => (index + 1L, item)));
    }

    /// <summary>Adds people to a ticket; who has written stays one who has.</summary>
    public static async Task AddParticipantsAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, long ticket, IReadOnlyList<NewParticipant> people)
    {
        if (people.Count > 0)
        {
            var parameters = new DynamicParameters(new { ticket });
            parameters.AddDynamicParams(People([.. people.Select(one => (1L, one))]));
            await connection.ExecuteAsync(
                $"""
                insert into participant (ticket_number, address, name, wrote)
                select @ticket, address, name, wrote from unnest(@peopleAddresses, @peopleNames, @peopleWrote) as people (address, name, wrote)
                {OfPeople}
                """,
                parameters,
                transaction);
        }
    }

    /// <summary>Names the files of an entry, in their order.</summary>
    public static async Task AddFilesAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, long entry, IReadOnlyList<KeptFile> files)
    {
        if (files.Count > 0)
        {
            var parameters = new DynamicParameters(new { entry });
            parameters.AddDynamicParams(Files([.. files.Select(file => (1L, file))]));
            await connection.ExecuteAsync(
                """
                insert into attachment (entry_id, position, content, file_name, media_type, size, content_id, inline)
                select @entry, position, content, file_name, media_type, size, content_id, inline
                from unnest(@filePositions, @fileContents, @fileNames, @fileTypes, @fileSizes, @fileIds, @filesInline)
                  as files (position, content, file_name, media_type, size, content_id, inline)
                """,
                parameters,
                transaction);
        }
    }

    private static IndexedWords WordsOf(long ticket, NewEntry entry) => entry.Kind == EntryKind.Event ? IndexedWords.None : IndexedWords.Of(IndexedEntry.Of(
        ticket, entry.At, entry.Kind, entry.Subject, entry.AuthorName, entry.AuthorAddress, entry.Recipients ?? EntryRecipients.None, entry.Text,
        [.. entry.Files.Where(file => !file.Inline).Select(file => file.FileName)]));

    private static object Names(IReadOnlyList<(long Place, string Name)> names) => new
    {
        named = names.Select(one => one.Place).ToArray(),
        names = names.Select(one => one.Name).ToArray(),
    };

    private static object Files(IReadOnlyList<(long Place, KeptFile File)> files) => new
    {
        filed = files.Select(one => one.Place).ToArray(),
        filePositions = files.GroupBy(one => one.Place).SelectMany(entry => entry.Select((_, index) => index + 1)).ToArray(),
        fileContents = files.Select(one => one.File.Content).ToArray(),
        fileNames = files.Select(one => one.File.FileName).ToArray(),
        fileTypes = files.Select(one => one.File.MediaType).ToArray(),
        fileSizes = files.Select(one => one.File.Size).ToArray(),
        fileIds = files.Select(one => one.File.ContentId).ToArray(),
        filesInline = files.Select(one => one.File.Inline).ToArray(),
    };

    private static object People(IReadOnlyList<(long Place, NewParticipant Person)> people) => new
    {
        peopled = people.Select(one => one.Place).ToArray(),
        peopleAddresses = people.Select(one => one.Person.Address).ToArray(),
        peopleNames = people.Select(one => one.Person.Name).ToArray(),
        peopleWrote = people.Select(one => one.Person.Wrote).ToArray(),
    };
}
