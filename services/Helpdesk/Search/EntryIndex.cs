using System.Text.Json;
using Dapper;
using HelpdeskMail.Helpdesk.Tickets;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Search;

/// <summary>Writes down the words of an entry for the search: as they stand, and with the stems of its language.</summary>
internal static class EntryIndex
{
    /// <summary>A tsvector takes a megabyte at most; with this much text, twice over, it stays below whatever the text is.</summary>
    private const int LongestText = 50_000;

    private const int LongestField = 4_000;

    /// <summary>Writes one entry, or writes it anew.</summary>
    public static Task<int> WriteAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, long entry, IndexedEntry words)
    {
        var body = Cut(words.Text, LongestText);
        var spoken = SearchWords.Of($"{words.Subject} {body}", fold: false);
        return connection.ExecuteAsync(
            """
            insert into entry_search (entry_id, ticket_number, at, words)
            values (@entry, @Ticket, @At,
              setweight(to_tsvector('simple', @subject), 'A') || setweight(to_tsvector('simple', @from), 'B') || setweight(to_tsvector('simple', @to), 'C')
              || to_tsvector('simple', @body) || case when @language is null then ''::tsvector else to_tsvector(@language::regconfig, @spoken) end || array_to_tsvector(@marks))
            on conflict (entry_id) do update set ticket_number = excluded.ticket_number, at = excluded.at, words = excluded.words
            """,
            new
            {
                entry,
                words.Ticket,
                words.At,
                subject = SearchWords.Of(Cut(words.Subject, LongestField)),
                from = SearchWords.Of(Cut(words.From, LongestField)),
                to = SearchWords.Of(Cut(words.To, LongestField)),
                body = SearchWords.Of($"{body} {Cut(words.Files, LongestField)}"),
                language = TextLanguage.Of(spoken),
                spoken,
                marks = words.Marks.ToArray(),
            },
            transaction);
    }

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
            new { entries, LongestText },
            transaction)).AsList();
        foreach (var row in rows)
        {
            var people = row.Recipients is null ? EntryRecipients.None : JsonSerializer.Deserialize<EntryRecipients>(row.Recipients)!;
            await WriteAsync(connection, transaction, row.Id, IndexedEntry.Of(row.Ticket, row.At, row.Kind, row.Subject, row.AuthorName, row.AuthorAddress, people, row.Text, row.Files));
        }
    }

    private static string Cut(string? text, int longest) => text is null ? "" : text.Length <= longest ? text : text[..longest];

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
