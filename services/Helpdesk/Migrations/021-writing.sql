alter table draft add column forward boolean not null default false;

-- What an agent ends mails with; Markdown with fields.
create table signature (
  person_id uuid primary key references person on delete cascade,
  text text not null
);

create table canned_answer (
  id uuid primary key,
  name text not null,
  -- typed as «;word» in the composer; empty for none
  shortcut text not null default '',
  text text not null,
  used bigint not null default 0,
  changed_by uuid references person,
  changed_at timestamptz not null
);
create unique index canned_answer_shortcut on canned_answer (lower(shortcut)) where shortcut <> '';

-- Who has which ticket open. Of no worth after a crash.
create unlogged table presence (
  ticket_number bigint not null,
  person_id uuid not null,
  typing boolean not null,
  at timestamptz not null,
  primary key (ticket_number, person_id)
);

create index entry_stored on entry (stored_at) where kind in ('Mail', 'Bounce');
create index ticket_created on ticket (created_at);
