-- What Graph needs beside what IMAP shows: ids that stay and ids that change, and what changed in a folder since when.
alter table folder add column changes bigint not null default 0;
alter table account add column has_mailbox boolean not null default true; -- false: no licence, or a mailbox on premises
alter table account add column sessions_revoked_at timestamptz;
alter table content add column message_id text; -- without brackets; null where the header has none

alter table message
  add column item_id uuid not null default gen_random_uuid(), -- stays when the message is moved
  add column entry_id uuid not null default gen_random_uuid(), -- another one in each folder
  add column change bigint not null default 0;

create unique index message_item on message (item_id);
create unique index message_entry on message (entry_id);
create index message_change on message (folder_id, change);

create table message_gone (
  folder_id bigint not null references folder on delete cascade,
  change bigint not null,
  item_id uuid not null,
  entry_id uuid not null,
  primary key (folder_id, change)
);

-- The folder's row is locked by each change of its messages, so that changes become visible in the order of their numbers.
create function number_message_change() returns trigger language plpgsql as $$
begin
  update folder set changes = changes + 1 where id = new.folder_id returning changes into new.change;
  return new;
end $$;

create trigger message_changes before insert or update of flags, content_id on message for each row execute function number_message_change();

create function remember_gone_message() returns trigger language plpgsql as $$
declare
  number bigint;
begin
  update folder set changes = changes + 1 where id = old.folder_id returning changes into number;
  if found then -- a folder that is deleted with its messages remembers nothing
    insert into message_gone (folder_id, change, item_id, entry_id) values (old.folder_id, number, old.item_id, old.entry_id);
  end if;
  return null;
end $$;

create trigger message_goes after delete on message for each row execute function remember_gone_message();

-- An attachment on its way in pieces. Who knows the address may write.
create table upload (
  id uuid primary key,
  token_hash bytea not null,
  mailbox_id bigint not null references mailbox on delete cascade,
  item_id uuid not null,
  name text not null,
  content_type text not null,
  content_id text,
  is_inline boolean not null,
  size bigint not null,
  received bigint not null default 0,
  expires_at timestamptz not null
);

create table upload_piece (
  upload_id uuid not null references upload on delete cascade,
  starts_at bigint not null,
  bytes bytea not null,
  primary key (upload_id, starts_at)
);

-- Which mailboxes an application may reach by itself through Graph; an application without a policy reaches all (Exchange's ApplicationAccessPolicy).
create table access_policy (
  id uuid primary key,
  client_id uuid not null references application on delete cascade,
  access_right text not null check (access_right in ('RestrictAccess', 'DenyAccess')),
  mailboxes text[] not null, -- address patterns, as the members of the policy's group
  description text not null default '',
  created_at timestamptz not null
);
