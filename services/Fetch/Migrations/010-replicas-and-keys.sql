-- A replica is alive while it renews this one row; the mailboxes it holds name it. One statement a replica every few seconds, however many mailboxes.
create table replica (
  holder uuid primary key,
  held_until timestamptz not null,
  started_at timestamptz not null default now()
);

-- news_at: when somebody last asked something of whoever works the mailbox (a look, newer settings, a pause).
alter table mailbox drop column held_until, drop column poll_interval,
  add column news_at timestamptz, add column paused_at timestamptz, add column paused_by text, add column lag interval;
update mailbox set holder = null;
create index mailbox_holder on mailbox (holder) where holder is not null;
create index mailbox_news on mailbox (news_at) where news_at is not null;

-- Since: the first reading of a mailbox that starts from a date. run_*: how far the present reading has come, for the page.
alter table cursor drop constraint cursor_mode_check;
alter table cursor add constraint cursor_mode_check check (mode in ('Follow', 'Unread', 'Since', 'Rejoin')),
  add column waiting int not null default 0, add column run_total int not null default 0, add column run_started_at timestamptz;

-- Where keys have no order (POP3, Graph): the messages that are done with, whether stored, listed as failed, or there before the mailbox was linked.
create table settled_key (
  system_email_id uuid not null,
  folder text not null,
  key text not null,
  primary key (system_email_id, folder, key)
);

-- After so many breaks at a message it is passed over.
alter table suspect add column allowed int not null default 3;

-- The last conversations with each mailbox's server, as a person reads them; secrets and message bytes were never in them.
create table session_log (
  id uuid primary key,
  system_email_id uuid not null,
  folders text not null,
  started_at timestamptz not null default now(),
  ended_at timestamptz,
  outcome text,
  lines text not null
);
create index session_log_of_mailbox on session_log (system_email_id, started_at desc);

-- Change notifications of Graph. client_state: SHA-256 of the secret that each notification has to carry.
create table subscription (
  subscription_id text primary key,
  system_email_id uuid not null,
  folder text not null,
  client_state bytea not null,
  expires_at timestamptz not null,
  renew boolean not null default false,
  unique (system_email_id, folder)
);
