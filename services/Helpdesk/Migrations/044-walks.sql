-- A search before a moment passes over all tickets that began later; when they did stands in the index of the order, so that they need not be read.
drop index ticket_all;
create index ticket_all on ticket (last_entry_at desc, number desc) include (created_at, merged_into);
drop index ticket_closed;
create index ticket_closed on ticket (last_entry_at desc, number desc) include (created_at, merged_into) where status = 'Closed';

-- Those that began before a moment and ended long after it; see TicketListSql.
create index ticket_long on ticket (last_entry_at desc, number desc) include (created_at, merged_into) where last_entry_at - created_at > interval '30 days';

-- Words that wait to be put into the index are read through with each search: some 0.7 ms for each 1,000 mails. The more of them are put in at once, the less it costs: 85 to 110 µs a mail with 4 MB, 200 to 330 with 512 kB.
alter index entry_search_words set (gin_pending_list_limit = 4096);
