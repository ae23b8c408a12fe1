using System.Text.Json;
using Dapper;
using HelpdeskMail.Helpdesk.Tickets;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Search;

/// <summary>Writes down the words of an entry for the search: as they stand, and with the stems of its language.</summary>
internal static class EntryIndex
{
    /// <summary>The value of <c>entry_search.words</c> in SQL, made of <see cref="Parameters"/>.</summary>
    public const string Vector =
        """
        setweight(to_tsvector('simple', @WordsSubject), 'A') || setweight(to_tsvector('simple', @WordsFrom), 'B') || setweight(to_tsvector('simple', @WordsTo), 'C')
        || to_tsvector('simple', @WordsBody) || case when @WordsLanguage is null then ''::tsvector else to_tsvector(@WordsLanguage::regconfig, @WordsSpoken) end || array_to_tsvector(@WordsMarks)
        """;

    /// <summary>Writes one entry, or writes it anew.</summary>
    public static Task<int> WriteAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, long entry, IndexedEntry indexed)
    {
        var parameters = new DynamicParameters(new { entry, indexed.Ticket, indexed.At });
        parameters.AddDynamicParams(Parameters(IndexedWords.Of(indexed)));
        return connection.ExecuteAsync(
            $"""
            insert into entry_search (entry_id, ticket_number, at, words) values (@entry, @Ticket, @At, {Vector})
            on conflict (entry_id) do update set ticket_number = excluded.ticket_number, at = excluded.at, words = excluded.words
            """,
            parameters,
            transaction);
    }

    /// <summary>The parameters of <see cref="Vector"/>.</summary>
    public static object Parameters(IndexedWords words) => new
    {
        WordsSubject = words.Subject,
        WordsFrom = words.From,
        WordsTo = words.To,
        WordsBody = words.Body,
        WordsLanguage = words.Language,
        WordsSpoken = words.Spoken,
        WordsMarks = words.Marks,
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
