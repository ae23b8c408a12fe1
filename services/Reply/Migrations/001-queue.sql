-- A row a reply. fence grows with each claim: a worker that wakes up late finds another number and may neither send nor record.
-- announced_revision lags behind revision until the bus has taken the news.
create table queue (
  reply_id uuid primary key,
  system_email_id uuid not null,
  ticket_number bigint not null,
  message_id text not null,
  content jsonb not null,
  queued_at timestamptz not null,
  state text not null default 'Queued' check (state in ('Queued', 'Claimed', 'Sending', 'Sent', 'Failed', 'Unknown')),
  revision int not null default 1,
  announced_revision int not null default 0,
  attempts int not null default 0,
  first_attempt_at timestamptz,
  next_attempt_at timestamptz default now(),
  claimed_by uuid,
  claimed_until timestamptz,
  fence bigint not null default 0,
  recipients jsonb not null default '[]',
  reason text,
  server_answer text,
  server text,
  sent_at timestamptz,
  unknown_since timestamptz,
  searches int not null default 0,
  filing text not null default 'None' check (filing in ('None', 'Due', 'Done', 'GivenUp')),
  file_at timestamptz,
  filing_attempts int not null default 0,
  trace_parent text
);
create index queue_due on queue (next_attempt_at) where state in ('Queued', 'Unknown');
create index queue_working on queue (system_email_id, ticket_number, queued_at) where state in ('Queued', 'Claimed', 'Sending');
create index queue_news on queue (reply_id) where announced_revision < revision;
create index queue_filing on queue (file_at) where filing = 'Due';

-- Which replica sends for a mailbox at present: its kept connections count against the server's limit, so no other one opens more.
create table sender (
  system_email_id uuid primary key,
  holder uuid not null,
  until timestamptz not null
);

-- A mailbox whose sending side is stopped by something that concerns all its replies.
create table hold (
  system_email_id uuid primary key,
  held_until timestamptz not null,
  failures int not null default 1,
  reason text not null
);
