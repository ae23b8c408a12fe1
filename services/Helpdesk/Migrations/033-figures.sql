-- What the dashboard counts of the last days, out of tables of years.
create index ticket_closed_at on ticket (closed_at) where closed_at is not null;
create index entry_replied on entry (at) include (ticket_number, author_id) where kind = 'Reply' and automatic is null;
