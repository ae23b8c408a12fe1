-- Whom the helpdesk has had mail from or to, by mailbox: what an address field offers. Written by a worker after the mail is in, so that mail never waits for it.
create table known_address (
  address text not null,
  system_email_id uuid not null,
  name text not null,
  last_at timestamptz not null,
  -- Words of the name, parts of the address and the whole of it, without marks on letters; and «#» with the mailbox, so that the index leaves out those that are closed
  words tsvector not null,
  primary key (address, system_email_id)
);
create index known_address_words on known_address using gin (words);
create index known_address_recent on known_address (last_at desc);
create index known_address_recent_of_mailbox on known_address (system_email_id, last_at desc);

-- The newest entry whose people were looked at.
create table known_address_progress (entry_id bigint not null);
insert into known_address_progress values (0);
