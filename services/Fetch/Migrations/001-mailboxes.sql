-- One row a mailbox: who works it, and how it stands. The fence grows with each change of hands; whatever a holder writes is checked against it.
create table mailbox (
  system_email_id uuid primary key,
  holder uuid,
  fence bigint not null default 0,
  held_until timestamptz,
  settings_revision int not null default 0,
  wanted_at timestamptz,
  poll_interval interval not null default interval '1 minute',
  state text not null default 'Waiting' check (state in ('Waiting', 'Connecting', 'Fetching', 'Idle', 'BackingOff', 'Stopped')),
  looked_at timestamptz,
  succeeded_at timestamptz,
  failed_at timestamptz,
  last_message_at timestamptz,
  stored bigint not null default 0,
  failures int not null default 0,
  problem jsonb
);

-- How far a folder has been read. place: key of the last message that is settled, null before the first. until: where a first or repeated reading ends.
create table cursor (
  system_email_id uuid not null,
  folder text not null,
  generation text not null,
  mode text not null check (mode in ('Follow', 'Unread', 'Rejoin')),
  place text,
  until text,
  first_seen_at timestamptz not null default now(),
  moved_at timestamptz not null default now(),
  primary key (system_email_id, folder)
);

-- What is still to be done on the server for messages that are stored.
create table pending_action (
  system_email_id uuid not null,
  folder text not null,
  key text not null,
  action text not null check (action in ('MarkRead', 'Move', 'Delete')),
  target text,
  attempts int not null default 0,
  next_attempt_at timestamptz not null default now(),
  reason text,
  primary key (system_email_id, folder, key)
);

-- Messages at which reading broke off, until they are read or given up. Only what is ahead of the cursor stands here.
create table suspect (
  system_email_id uuid not null,
  folder text not null,
  key text not null,
  attempts int not null,
  reason text not null,
  primary key (system_email_id, folder, key)
);

-- Messages that were passed over with a reason. next_attempt_at null: only when a person asks.
create table failed_message (
  system_email_id uuid not null,
  folder text not null,
  key text not null,
  reason text not null,
  receipt_id bigint,
  attempts int not null default 0,
  next_attempt_at timestamptz,
  any_size boolean not null default false,
  failed_at timestamptz not null default now(),
  primary key (system_email_id, folder, key)
);
create index failed_message_due on failed_message (next_attempt_at) where next_attempt_at is not null;
