-- One row an entry, written once: tickets change all the time, and an index of words would be written again with each change.
-- Weights: A subject, B sender, C recipients, D everything else. Lexemes with a colon are marks, such as has:attachment.
create table entry_search (
  entry_id bigint primary key references entry on delete cascade,
  ticket_number bigint not null,
  at timestamptz not null,
  words tsvector not null
);
-- What waits to be put into the index is read through with each search, so little may wait.
create index entry_search_words on entry_search using gin (words) with (gin_pending_list_limit = 512);
create index entry_search_ticket on entry_search (ticket_number, entry_id);

-- Entries that are not in there yet.
create table search_backlog (entry_id bigint primary key references entry on delete cascade);
insert into search_backlog select id from entry where kind <> 'Event';

drop index ticket_search;
alter table ticket drop column search;
alter table ticket drop column search_text;

alter table ticket add column due_at timestamptz;
create index ticket_due on ticket (due_at, number) where due_at is not null and status = 'Open';
create index ticket_priority on ticket (priority desc, last_entry_at desc, number desc) where status = 'Open';
create index ticket_mailbox on ticket (system_email_id, last_entry_at desc, number desc);
create index ticket_unassigned on ticket (last_entry_at desc, number desc) where status = 'Open' and assignee is null;

create table mention (
  person_id uuid not null references person,
  entry_id bigint not null references entry on delete cascade,
  ticket_number bigint not null,
  at timestamptz not null,
  seen_at timestamptz,
  primary key (person_id, entry_id)
);
create index mention_unseen on mention (person_id, ticket_number) where seen_at is null;
create index mention_entry on mention (entry_id);

-- A list that somebody wants to come back to; without a person it is everybody's.
create table saved_view (
  id uuid primary key,
  person_id uuid references person,
  name text not null,
  query jsonb not null,
  created_at timestamptz not null
);
create index saved_view_person on saved_view (person_id);
