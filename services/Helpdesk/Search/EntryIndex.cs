using System.Text.Json;
using Dapper;
using HelpdeskMail.Helpdesk.Tickets;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Search;

/// <summary>Writes down the words of an entry for the search: as they stand, and with the stems of its language.</summary>
internal static class EntryIndex
{
    /// <summary>The value of <c>entry_search.words</c> in SQL, made of columns with the names of <see cref="Parameters"/>.</summary>
    public const string Vector =
        """
        setweight(to_tsvector('simple', words_subject), 'A') || setweight(to_tsvector('simple', words_from), 'B') || setweight(to_tsvector('simple', words_to), 'C')
        || to_tsvector('simple', words_body) || case when words_language is null then ''::tsvector else to_tsvector(words_language::regconfig, words_spoken) end
        || array_to_tsvector(string_to_array(words_marks, ' '))
        """;

    /// <summary>Writes one entry, or writes it anew.</summary>
    public static Task<int> WriteAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, long entry, IndexedEntry indexed)
    {
        var parameters = new DynamicParameters(new { entry, indexed.Ticket, indexed.At });
        parameters.AddDynamicParams(Parameters([IndexedWords.Of(indexed)]));
        return connection.ExecuteAsync(
            $"""
            insert into entry_search (entry_id, ticket_number, at, words)
            select @entry, @Ticket, @At, {Vector}
            from unnest(@wordsSubject, @wordsFrom, @wordsTo, @wordsBody, @wordsLanguage, @wordsSpoken, @wordsMarks)
              as one (words_subject, words_from, words_to, words_body, words_language, words_spoken, words_marks)
            on conflict (entry_id) do update set ticket_number = excluded.ticket_number, at = excluded.at, words = excluded.words
            """,
            parameters,
            transaction);
    }

    /// <summary>The words of some entries, to be unnested.</summary>
    public static object Parameters(IReadOnlyList<IndexedWords> entries) => new
    {
        wordsSubject = entries.Select(words => words.Subject).ToArray(),
        wordsFrom = entries.Select(words => words.From).ToArray(),
        wordsTo = entries.Select(words => words.To).ToArray(),
        wordsBody = entries.Select(words => words.Body).ToArray(),
        wordsLanguage = entries.Select(words => words.Language).ToArray(),
        wordsSpoken = entries.Select(words => words.Spoken).ToArray(),
        wordsMarks = entries.Select(words => string.Join(' ', words.Marks)).ToArray(),
    };

    /// <summary>Reads entries that are not indexed yet, a part at a time, and writes them.</summary>
    /// <returns>How many there were; 0 when there are none left.</returns>
    public static async Task<int> CatchUpAsync(NpgsqlConnection connection, int part)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        var entries = (await connection.QueryAsync<long>(
            "delete from search_backlog where entry_id in (select entry_id from search_backlog order by entry_id desc limit @part for update skip locked) returning entry_id", new { part }, transaction)).ToArray();
        await WriteAsync(connection, transaction, entries);
        await transaction.CommitAsync();
        return entries.Length;
    }

    /// <summary>Writes entries as they are stored.</summary>
    public static async Task WriteAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, params long[] entries)
    {
        var rows = (await connection.QueryAsync<Row>(
            """
            select id, ticket_number as ticket, at, kind, subject, author_name, author_address, recipients::text as recipients,
                   left(text, @LongestText) as text, array(select file_name from attachment where attachment.entry_id = entry.id and not inline) as files
            from entry where id = any (@entries)
            """,
            new { entries, IndexedWords.LongestText },
            transaction)).AsList();
        foreach (var row in rows)
        {
            var people = row.Recipients is null ? EntryRecipients.None : JsonSerializer.Deserialize<EntryRecipients>(row.Recipients)!;
            await WriteAsync(connection, transaction, row.Id, IndexedEntry.Of(row.Ticket, row.At, row.Kind, row.Subject, row.AuthorName, row.AuthorAddress, people, row.Text, row.Files));
        }
    }

    private sealed record Row
    {
        public long Id { get; init; }

        public long Ticket { get; init; }

        public DateTimeOffset At { get; init; }

        public EntryKind Kind { get; init; }

        public string? Subject { get; init; }

        public string AuthorName { get; init; } = "";

        public string? AuthorAddress { get; init; }

        public string? Recipients { get; init; }

        public string Text { get; init; } = "";

        public string[] Files { get; init; } = [];
    }
}
