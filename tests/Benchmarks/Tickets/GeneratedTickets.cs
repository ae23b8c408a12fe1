using System.Globalization;
using Dapper;
using Npgsql;

namespace HelpdeskMail.Benchmarks.Tickets;

/// <summary>
/// Fills a helpdesk's schema with tickets of five entries each, by SQL alone. Words are drawn so that the n-th commonest is n times rarer than the commonest,
/// as in real text; each ticket also has words of its own. A tenth is open.
/// </summary>
internal static class GeneratedTickets
{
    public const int EntriesEach = 5;
    public const int Customers = 200_000;
    private const int Part = 50_000;

    /// <summary>How many of so many tickets are closed, those with the lowest numbers.</summary>
    public static long ClosedOf(int tickets) => tickets * 9L / 10;

    /// <summary>Words of the vocabulary, the commonest first.</summary>
    public static async Task<string[]> FillAsync(NpgsqlDataSource database, int tickets)
    {
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync(Vocabulary, commandTimeout: 0);
        await connection.ExecuteAsync("drop index entry_search_words; set session_replication_role = replica; set synchronous_commit = off; set maintenance_work_mem = '1GB'");
        for (var from = 1; from <= tickets; from += Part)
        {
            var to = Math.Min(tickets, from + Part - 1);
            await connection.ExecuteAsync(Tickets, new { from, to, tickets, Customers }, commandTimeout: 0);
            await connection.ExecuteAsync(Entries, new { from, to, EntriesEach, tickets }, commandTimeout: 0);
            if (to % 200_000 == 0)
            {
                await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  {to} tickets written"));
            }
        }

        await connection.ExecuteAsync(Rest, new { EntriesEach }, commandTimeout: 0);
        // A helpdesk that has taken years to get as many tickets has been cleaned up all along.
        await connection.ExecuteAsync("vacuum (analyze)", commandTimeout: 0);
        await connection.ExecuteAsync("checkpoint;", commandTimeout: 0);
        return [.. await connection.QueryAsync<string>("select word from generated_word order by id")];
    }

    private const string Vocabulary =
        """
        create table generated_word as
          select id, (array['ba','ce','di','fo','gu','ha','ki','lo','mu','ne'])[1 + id % 10] || (array['rt','st','nd','l','m','n','rk','sk','v','z'])[1 + id / 10 % 10]
            || (array['a','e','i','o','u'])[1 + id / 100 % 5] || (array['tor','lin','mes','rad','ven','kos','pal','dur','sig','nop'])[1 + id / 500 % 10] || (id / 5000) as word
          from generate_series(0, 29999) as id;
        create table generated_paragraph as
          select id, text, to_tsvector('simple', text) || to_tsvector('english', text) as words
          from (
            select picked.id, string_agg(word, ' ') as text
            from (select id, power(30000, random())::int - 1 as pick from generate_series(1, 40000) as id, generate_series(1, 25)) as picked
            join generated_word on generated_word.id = picked.pick group by picked.id) as texts(id, text);
        create unique index on generated_paragraph (id);
        analyze generated_paragraph;
        insert into system_email (id, revision, address, name, settings)
          values ('0198f0a0-0000-7000-8000-000000000001', 1, 'support@contoso.example', 'Support', '{"Sending": {}, "Receiving": {"MaxMessageSize": 30000000}}'),
                 ('0198f0a0-0000-7000-8000-000000000002', 1, 'sales@contoso.example', 'Sales', '{"Sending": {}, "Receiving": {"MaxMessageSize": 30000000}}');
        insert into person (id, email, name, role, security_stamp)
          select ('00000000-0000-0000-0000-' || lpad(id::text, 12, '0'))::uuid, 'agent' || id || '@contoso.example', 'Agent ' || id, 'Agent', 'x' from generate_series(1, 50) as id;
        """;

    private const string Tickets =
        """
        insert into ticket (number, subject, status, priority, assignee, system_email_id, customer_name, customer_address, created_at, updated_at, closed_at,
                            last_entry_at, last_entry_kind, last_words, last_mail_entry, attachments, attention, tags, due_at)
        overriding system value
        select n, (select left(text, 40) from generated_paragraph where id = 1 + n % 40000), case when open then 'Open' else 'Closed' end, n % 4 - 1,
               case when n % 3 > 0 then ('00000000-0000-0000-0000-' || lpad((1 + n % 50)::text, 12, '0'))::uuid end,
               ('0198f0a0-0000-7000-8000-00000000000' || 1 + n % 2)::uuid, 'Customer ' || n % @Customers, 'c' || n % @Customers || '@customer.example',
               at - interval '2 days', at, case when not open then at end, at, 'Mail', 'words of the last mail', n::bigint * 5, 0, n % 5000 = 0,
               case when n % 10 = 0 then array['tag' || n % 200] else '{}' end, case when open and n % 7 = 0 then at + interval '3 days' end
        from (select n, n > @tickets * 0.9 as open, timestamptz '2020-01-01' + n * interval '3 minutes' as at from generate_series(@from, @to) as n) as made
        """;

    private const string Entries =
        """
        with made as (
          select n, i, (n::bigint - 1) * @EntriesEach + i as id, timestamptz '2020-01-01' + n * interval '3 minutes' - (@EntriesEach - i) * interval '3 hours' as at,
                 case when i % 2 = 1 then 'Mail' else 'Reply' end as kind, 'order' || n as own
          from generate_series(@from, @to) as n, generate_series(1, @EntriesEach) as i),
        texts as (
          select made.*, a.text || ' ' || b.text || ' ' || own as text,
                 a.words || b.words || to_tsvector('simple', own) || setweight(to_tsvector('simple', 'customer ' || n % 200000 || ' c' || n % 200000), 'B')
                 || setweight(to_tsvector('simple', split_part(a.text, ' ', 1)), 'A') || array_to_tsvector(array['is:' || lower(kind)]) as words
          from made
          join generated_paragraph as a on a.id = 1 + (made.id * 7919) % 40000
          join generated_paragraph as b on b.id = 1 + (made.id * 104729) % 40000),
        stored as (
          insert into entry (id, ticket_number, kind, at, stored_at, author_name, author_address, subject, text, recipients, message_id, first_words, evidence_rule, mail_identity)
          overriding system value
          select id, n, kind, at, at, 'Customer ' || n % 200000, 'c' || n % 200000 || '@customer.example', left(text, 40), text,
                 '{"To": [{"Address": "support@contoso.example", "Name": null}], "Cc": [], "Bcc": [], "ReplyTo": []}'::jsonb, id || '@generated.example', left(text, 100),
                 case when i = 1 then 'NewTicket' else 'OurMessageId' end, case when kind = 'Mail' then md5('a' || id) || md5('b' || id) end from texts)
        insert into entry_search (entry_id, ticket_number, at, words) select id, n, at, words from texts
        """;

    private const string Rest =
        """
        insert into message_id (id, entry_id, ours) select id || '@generated.example', id, kind = 'Reply' from entry;
        insert into intake (receipt_id, system_email_id, content, outcome, ticket_number, entry_id, sender, subject, size, received_at, handled_at)
          select 1000000000000 + id, '0198f0a0-0000-7000-8000-000000000001', mail_identity, 'Entry', ticket_number, id, author_address, subject, 4000, at, at from entry where kind = 'Mail';
        insert into participant (ticket_number, address, name, wrote) select number, customer_address, customer_name, true from ticket;
        insert into seen (person_id, ticket_number, entry_id) select assignee, number, last_mail_entry from ticket where status = 'Closed' and assignee is not null and number % 5 = 0;
        select setval(pg_get_serial_sequence('ticket', 'number'), (select max(number) from ticket));
        select setval(pg_get_serial_sequence('entry', 'id'), (select max(id) from entry));
        create index entry_search_words on entry_search using gin (words) with (gin_pending_list_limit = 4096);
        set session_replication_role = origin;
        """;
}
